; Where names get a value; the first of several names gets the first value.

(assignment_statement
  (variable_list . name: (identifier) @binding.name)
  (expression_list . value: (_) @binding.value)) @binding
((assignment_statement
  (variable_list . name: (dot_index_expression table: (identifier) @_self) @binding.name)
  (expression_list . value: (_) @binding.value)) @binding
  (#eq? @_self "self"))

; for _, each in ipairs(items) do
(for_generic_clause
  (variable_list . (identifier) . name: (identifier) @binding.name)
  (expression_list . (function_call arguments: (arguments . (_) @binding.element)))) @binding

; ---@type Pool
((comment) @binding.type
  . (variable_declaration
      (assignment_statement (variable_list . name: (identifier) @binding.name))) @binding
  (#match? @binding.type "@type"))
((comment) @binding.type
  . (variable_declaration (variable_list . name: (identifier) @binding.name)) @binding
  (#match? @binding.type "@type"))
