(function_definition name: (word) @name body: (_) @body) @definition.function

; Variables of the file

((program (declaration_command "readonly" (variable_assignment name: (variable_name) @name)) @definition.constant))
(program (declaration_command (variable_assignment name: (variable_name) @name)) @definition.variable)
(program (variable_assignment name: (variable_name) @name) @definition.variable)

(comment) @comment

(program (declaration_command "export" (variable_assignment name: (variable_name) @exported)))

; Bodies that wait for their code

((command name: (command_name) @stub) (#any-of? @stub ":" "true"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR (word) @name @definition.function . "(" . ")" . "{" @body) @open
(ERROR "function" @definition.function . (word) @name . "{" @body) @open
