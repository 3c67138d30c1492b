; Where names get a type.

(simple_parameter type: (_) @binding.type name: (variable_name) @binding.name) @binding
(variadic_parameter type: (_) @binding.type name: (variable_name) @binding.name) @binding
(property_promotion_parameter type: (_) @binding.type name: (variable_name) @binding.name) @binding
(catch_clause type: (_) @binding.type name: (variable_name) @binding.name) @binding

; Where they get a value.

(assignment_expression left: (variable_name) @binding.name right: (_) @binding.value) @binding
((assignment_expression
  left: (member_access_expression object: (variable_name) @_this) @binding.name
  right: (_) @binding.value) @binding
  (#eq? @_this "$this"))
(foreach_statement . (_) @binding.element . (variable_name) @binding.name . body: (_)) @binding
(foreach_statement
  . (_) @binding.element
  . (pair (_) (variable_name) @binding.name)
  . body: (_)) @binding

; /** @var Pool $pool */
((comment) @binding.type
  . (expression_statement (assignment_expression left: (variable_name) @binding.name)) @binding
  (#match? @binding.type "@var"))
