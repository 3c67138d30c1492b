(struct_declaration (function_declaration name: (_) @name body: (_) @body) @definition.method)
(function_declaration name: (_) @name body: (_) @body) @definition.function
(function_declaration name: (_) @name) @definition.function
(test_declaration (string (string_content) @name) (block) @body) @definition.function

(variable_declaration
  (identifier) @name
  (struct_declaration "{" @body.after "}" @body.before)) @definition.class
(variable_declaration
  (identifier) @name
  (union_declaration "{" @body.after "}" @body.before)) @definition.class
(variable_declaration
  (identifier) @name
  (enum_declaration "{" @body.after "}" @body.before)) @definition.enum
(variable_declaration . (identifier) @name (error_set_declaration)) @definition.enum
(container_field name: (_) @name) @definition.field
(source_file (variable_declaration "const" . (identifier) @name) @definition.constant)
(source_file (variable_declaration "var" . (identifier) @name) @definition.variable)

(comment) @comment

(source_file (function_declaration "pub" name: (_) @exported))
(source_file (variable_declaration "pub" (identifier) @exported))

; Bodies that wait for their code

((expression_statement (builtin_function (builtin_identifier) @_panic (arguments (string) @_reason))) @stub
  (#eq? @_panic "@panic")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR "fn" @definition.function . (identifier) @name . (parameters) "{" @body) @open
