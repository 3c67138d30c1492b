; Functions; a pointer in front of the name wraps the declarator.

(function_definition
  declarator: (function_declarator declarator: (identifier) @name)
  body: (_) @body) @definition.function
(function_definition
  declarator: (_ (function_declarator declarator: (identifier) @name))
  body: (_) @body) @definition.function
(function_definition
  declarator: (_ (_ (function_declarator declarator: (identifier) @name)))
  body: (_) @body) @definition.function
(declaration declarator: (function_declarator declarator: (identifier) @name)) @definition.function
(declaration
  declarator: (pointer_declarator
    declarator: (function_declarator declarator: (identifier) @name))) @definition.function
(preproc_function_def name: (_) @name) @definition.function

; Types

(struct_specifier name: (type_identifier) @name body: (_) @body) @definition.class
(union_specifier name: (type_identifier) @name body: (_) @body) @definition.class
(enum_specifier name: (type_identifier) @name body: (_) @body) @definition.enum
(type_definition
  type: [(struct_specifier !name body: (_) @body) (union_specifier !name body: (_) @body)]
  declarator: (type_identifier) @name) @definition.class
(type_definition
  type: (enum_specifier !name body: (_) @body)
  declarator: (type_identifier) @name) @definition.enum
(type_definition declarator: (type_identifier) @name) @definition.type
(type_definition
  declarator: (function_declarator
    declarator: (parenthesized_declarator (pointer_declarator (type_identifier) @name)))) @definition.type

; Members

(field_declaration declarator: (field_identifier) @name) @definition.field
(field_declaration declarator: (_ (field_identifier) @name)) @definition.field
(field_declaration
  declarator: (function_declarator
    declarator: (parenthesized_declarator (pointer_declarator (field_identifier) @name)))) @definition.field
(enumerator name: (_) @name) @definition.enum-member

; Constants and variables of the file

(preproc_def name: (_) @name value: (_)) @definition.constant

(translation_unit (declaration declarator: (identifier) @name) @definition.variable)
(translation_unit (declaration declarator: (_ (identifier) @name)) @definition.variable)
(translation_unit (declaration declarator: (init_declarator (_ (identifier) @name))) @definition.variable)
(translation_unit
  (declaration declarator: (init_declarator (_ (array_declarator (identifier) @name)))) @definition.variable)
(translation_unit (_ (declaration declarator: (identifier) @name) @definition.variable))
(translation_unit (_ (declaration declarator: (init_declarator (identifier) @name)) @definition.variable))

(comment) @comment

; Bodies that wait for their code

((expression_statement (call_expression function: (identifier) @_abort)) @stub
  (#any-of? @_abort "abort" "unimplemented"))
((expression_statement
  (call_expression
    function: (identifier) @_assert
    arguments: (argument_list (_ (string_literal) @_reason)))) @stub
  (#eq? @_assert "assert")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR
  (function_declarator declarator: [(identifier) (field_identifier)] @name) @definition.function
  . "{" @body) @open
(ERROR ["struct" "union"] @definition.class . (type_identifier) @name . "{" @body) @open
(ERROR "enum" @definition.enum . (type_identifier) @name . "{" @body) @open
