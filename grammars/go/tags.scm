; Functions and methods

(function_declaration name: (_) @name body: (_) @body) @definition.function
(function_declaration name: (_) @name) @definition.function
(method_declaration name: (_) @name body: (_) @body) @definition.method

; Types and their members

(type_spec name: (_) @name type: (struct_type (field_declaration_list) @body)) @definition.class
(type_spec name: (_) @name type: (interface_type)) @definition.interface
(type_spec name: (_) @name) @definition.type
(type_alias name: (_) @name) @definition.type

(field_declaration name: (_) @name) @definition.field
(method_elem name: (_) @name) @definition.method

; Constants and variables of the file

(source_file (const_declaration (const_spec name: (identifier) @name) @definition.constant))
(source_file (var_declaration (var_spec name: (identifier) @name) @definition.variable))
(source_file
  (var_declaration (var_spec_list (var_spec name: (identifier) @name) @definition.variable)))

; What stands around a definition

(type_declaration . [(type_spec) (type_alias)] @inner .) @outer
(const_declaration . (const_spec) @inner .) @outer
(var_declaration . (var_spec) @inner .) @outer
(comment) @comment

; Names with a capital letter are public.

((source_file (function_declaration name: (_) @exported)) (#match? @exported "^[A-Z]"))
((source_file (method_declaration name: (_) @exported)) (#match? @exported "^[A-Z]"))
((source_file (type_declaration (_ name: (_) @exported))) (#match? @exported "^[A-Z]"))
((source_file (const_declaration (const_spec name: (identifier) @exported))) (#match? @exported "^[A-Z]"))
((source_file (var_declaration (var_spec name: (identifier) @exported))) (#match? @exported "^[A-Z]"))

; Bodies that wait for their code

((expression_statement
  (call_expression
    function: (identifier) @_panic
    arguments: (argument_list . [(interpreted_string_literal) (raw_string_literal)] @_reason))) @stub
  (#eq? @_panic "panic")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

((function_declaration name: (_) @name) @definition.function . (ERROR . "{" @body) @open)
((method_declaration name: (_) @name) @definition.method . (ERROR . "{" @body) @open)
(ERROR
  "type" @definition.class
  . (_) @name
  . (type_parameter_list)?
  . "struct"
  . "{" @body) @open
