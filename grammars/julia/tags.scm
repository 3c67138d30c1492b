; Modules and types

(module_definition name: (_) @name @body.after "end" @body.before) @definition.module
(abstract_definition (type_head . (identifier) @name)) @definition.interface
(abstract_definition (type_head (binary_expression . (identifier) @name))) @definition.interface
(struct_definition (type_head . (identifier) @name) @body.after "end" @body.before) @definition.class
(struct_definition (type_head (binary_expression . (identifier) @name)) @body.after "end" @body.before) @definition.class
(struct_definition
  (type_head (binary_expression . (parametrized_type_expression . (identifier) @name))) @body.after
  "end" @body.before) @definition.class
(struct_definition (type_head (parametrized_type_expression . (identifier) @name)) @body.after "end" @body.before) @definition.class
(struct_definition (typed_expression . (identifier) @name) @definition.field)

; Functions and macros

(function_definition
  (signature (call_expression . [(identifier) (field_expression)] @name)) @body.after
  "end" @body.before) @definition.function
(function_definition
  (signature (typed_expression (call_expression . [(identifier) (field_expression)] @name))) @body.after
  "end" @body.before) @definition.function
(function_definition
  (signature (where_expression . (call_expression . [(identifier) (field_expression)] @name))) @body.after
  "end" @body.before) @definition.function
(macro_definition
  (signature (call_expression . (identifier) @name)) @body.after
  "end" @body.before) @definition.function
((assignment . (call_expression . [(identifier) (field_expression)] @name)) @definition.function)

; Constants and variables of the file

(const_statement (assignment . (identifier) @name)) @definition.constant
(source_file (assignment . (identifier) @name) @definition.variable)

; A text above a definition is its documentation.

[(line_comment) (block_comment)] @comment
(source_file (string_literal) @comment)
(module_definition (string_literal) @comment)

(export_statement (identifier) @exported)

; Bodies that wait for their code

((call_expression . (identifier) @_error (argument_list . (string_literal) @_reason)) @stub
  (#any-of? @_error "error" "throw")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((line_comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))
