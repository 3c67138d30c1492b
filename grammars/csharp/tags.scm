; Types and namespaces

(class_declaration name: (_) @name body: (_) @body) @definition.class
(struct_declaration name: (_) @name body: (_) @body) @definition.class
(record_declaration name: (_) @name body: (_) @body) @definition.class
(record_declaration name: (_) @name) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(enum_member_declaration name: (_) @name) @definition.enum-member
(delegate_declaration name: (_) @name) @definition.type
(namespace_declaration name: (_) @name body: (_) @body) @definition.module
; What stands below it is no part of it in the tree.
(file_scoped_namespace_declaration name: (_) @name) @definition.module

; Members

(constructor_declaration name: (_) @name body: (block) @body) @definition.constructor
(constructor_declaration name: (_) @name) @definition.constructor
(destructor_declaration name: (_) @name body: (_) @body) @definition.method
(method_declaration name: (_) @name body: (block) @body) @definition.method
(method_declaration name: (_) @name) @definition.method
(local_function_statement name: (_) @name body: (block) @body) @definition.function
(operator_declaration operator: _ @name) @definition.method

((field_declaration
  (modifier) @_const
  (variable_declaration (variable_declarator name: (_) @name))) @definition.constant
  (#eq? @_const "const"))
(field_declaration (variable_declaration (variable_declarator name: (_) @name))) @definition.field
(event_field_declaration (variable_declaration (variable_declarator name: (_) @name))) @definition.field
(property_declaration name: (_) @name) @definition.property

; What stands above or in front of a definition

(attribute_list) @decorator
(comment) @comment

; Public types

((compilation_unit (_ (modifier) @_public name: (identifier) @exported)) (#eq? @_public "public"))

; Bodies that wait for their code

((throw_statement (object_creation_expression type: (identifier) @_class)) @stub
  (#any-of? @_class "NotImplementedException" "NotSupportedException"))
((throw_statement
  (object_creation_expression
    arguments: (argument_list . (argument (string_literal) @_reason)))) @stub
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR "class" @definition.class . (identifier) @name . (base_list)? . "{" @body) @open
(ERROR "class" @definition.class . name: (identifier) @name . (base_list)? . "{" @body) @open
(ERROR (identifier) @name @definition.method . (parameter_list) . "{" @body) @open
