; inherits: c

; Members of classes

(field_declaration_list
  (function_definition
    !type
    declarator: (function_declarator declarator: [(identifier) (destructor_name)] @name)
    body: (_) @body) @definition.constructor)
(field_declaration_list
  (function_definition
    !type
    declarator: (function_declarator declarator: [(identifier) (destructor_name)] @name)) @definition.constructor)
(field_declaration_list
  (declaration
    !type
    declarator: (function_declarator declarator: [(identifier) (destructor_name)] @name)) @definition.constructor)

(function_definition
  declarator: (function_declarator declarator: [(field_identifier) (operator_name)] @name)
  body: (_) @body) @definition.method
(function_definition
  declarator: (_ (function_declarator declarator: [(field_identifier) (operator_name)] @name))
  body: (_) @body) @definition.method
(function_definition
  declarator: (operator_cast type: (_) @name)
  body: (_) @body) @definition.method
(field_declaration
  declarator: (function_declarator declarator: [(field_identifier) (operator_name)] @name)) @definition.method
(field_declaration
  declarator: (_ (function_declarator declarator: [(field_identifier) (operator_name)] @name))) @definition.method
(field_declaration_list
  (template_declaration
    (declaration declarator: (function_declarator declarator: (_) @name)) @definition.method))

; Members defined outside of their class go by their last name.

(function_definition
  declarator: (function_declarator
    declarator: (qualified_identifier name: [(identifier) (destructor_name) (operator_name)] @name))
  body: (_) @body) @definition.method
(function_definition
  declarator: (_ (function_declarator
    declarator: (qualified_identifier name: [(identifier) (destructor_name) (operator_name)] @name)))
  body: (_) @body) @definition.method
(function_definition
  declarator: (function_declarator
    declarator: (qualified_identifier
      name: (qualified_identifier name: [(identifier) (destructor_name) (operator_name)] @name)))
  body: (_) @body) @definition.method
(function_definition
  declarator: (function_declarator
    declarator: (qualified_identifier
      name: (qualified_identifier
        name: (qualified_identifier name: [(identifier) (destructor_name) (operator_name)] @name))))
  body: (_) @body) @definition.method

; Types and namespaces

(class_specifier name: (type_identifier) @name body: (_) @body) @definition.class
(class_specifier name: (template_type name: (_) @name) body: (_) @body) @definition.class
(class_specifier name: (qualified_identifier name: (type_identifier) @name) body: (_) @body) @definition.class
(struct_specifier name: (template_type name: (_) @name) body: (_) @body) @definition.class
(struct_specifier
  name: (qualified_identifier name: (template_type name: (_) @name))
  body: (_) @body) @definition.class
(alias_declaration name: (_) @name) @definition.type
(concept_definition name: (_) @name) @definition.interface
(namespace_definition name: (_) @name body: (_) @body) @definition.module

(namespace_definition
  body: (declaration_list (declaration declarator: (identifier) @name) @definition.variable))
(namespace_definition
  body: (declaration_list (declaration declarator: (init_declarator (identifier) @name)) @definition.variable))
(namespace_definition
  body: (declaration_list
    (declaration declarator: (init_declarator (_ (_ (identifier) @name)))) @definition.variable))

; What stands around a definition

(template_declaration (_) @inner .) @outer

; Bodies that wait for their code

((throw_statement (call_expression arguments: (argument_list . (string_literal) @_reason))) @stub
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))

; Not closed yet

(ERROR "class" @definition.class . (type_identifier) @name . (base_class_clause)? . "{" @body) @open
(ERROR "namespace" @definition.module . (_) @name . "{" @body) @open
