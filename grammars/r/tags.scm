(binary_operator
  lhs: (identifier) @name
  operator: ["<-" "=" "<<-"]
  rhs: (function_definition body: (braced_expression) @body)) @definition.function
(binary_operator
  lhs: (identifier) @name
  operator: ["<-" "=" "<<-"]
  rhs: (function_definition)) @definition.function
(program
  (binary_operator lhs: (identifier) @name operator: ["<-" "=" "<<-"]) @definition.variable)

(comment) @comment

; Bodies that wait for their code

((call
  function: (identifier) @_stop
  arguments: (arguments . argument: (argument value: (string) @_reason))) @stub
  (#eq? @_stop "stop")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))
