; Functions

(function_declaration
  name: (identifier) @name
  parameters: (_) @body.after
  "end" @body.before) @definition.function
(function_declaration
  name: (dot_index_expression field: (_) @name)
  parameters: (_) @body.after
  "end" @body.before) @definition.method
(function_declaration
  name: (method_index_expression method: (_) @name)
  parameters: (_) @body.after
  "end" @body.before) @definition.method

; show = function() … end
(assignment_statement
  (variable_list . name: [(identifier) @name (dot_index_expression field: (_) @name)])
  (expression_list
    . value: (function_definition parameters: (_) @body.after "end" @body.before))) @definition.function
(table_constructor
  (field
    name: (identifier) @name
    value: (function_definition parameters: (_) @body.after "end" @body.before)) @definition.method)

; Lua tells classes and modules by their names alone: tables that get their members later.

((chunk
  (variable_declaration
    (assignment_statement
      (variable_list . name: (identifier) @name .)
      (expression_list . value: (table_constructor . "{" . "}")))) @definition.class)
  (#match? @name "^_?[A-Z]"))
((chunk
  (assignment_statement
    (variable_list . name: (identifier) @name .)
    (expression_list . value: (table_constructor . "{" . "}"))) @definition.class)
  (#match? @name "^_?[A-Z]"))
((chunk
  (variable_declaration
    (assignment_statement
      (variable_list . name: (identifier) @name .)
      (expression_list . value: (function_call name: (_) @_maker)))) @definition.class)
  (#match? @_maker "^(setmetatable|[Cc]lass)$|[.:](extend|derive|subclass)$"))
((chunk
  (comment) @_doc
  . (variable_declaration
      (assignment_statement (variable_list . name: (identifier) @name .))) @definition.class)
  (#match? @_doc "^---\\s*@class"))

; Variables of the file, and members that are set there; what `require` gives is an import.

((chunk
  (variable_declaration
    (assignment_statement
      (variable_list name: (identifier) @name)
      (expression_list . value: (_) @_value))) @definition.variable)
  (#not-match? @_value "^require\\s*[(\"'\\[][^)]*\\)?$"))
(chunk (variable_declaration (variable_list name: (identifier) @name)) @definition.variable)
(chunk (assignment_statement (variable_list name: (identifier) @name)) @definition.variable)
(chunk
  (assignment_statement (variable_list name: (dot_index_expression field: (_) @name))) @definition.field)

(comment) @comment

; What a file returns is public.

(chunk (return_statement (expression_list (identifier) @exported)))

; Bodies that wait for their code

((function_call name: (identifier) @_error arguments: (arguments (string) @_reason)) @stub
  (#eq? @_error "error")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR
  "local" @definition.function
  . "function"
  . (identifier) @name
  . (parameters) @body.after) @open
(ERROR
  "function" @definition.function
  . [(identifier) @name (dot_index_expression field: (_) @name) (method_index_expression method: (_) @name)]
  . (parameters) @body.after) @open
