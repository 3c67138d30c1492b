; Where names get a type.

(parameter name: (simple_identifier) @binding.name name: (_) @binding.type .) @binding
(lambda_parameter name: (simple_identifier) @binding.name name: (_) @binding.type .) @binding
(property_declaration
  name: (pattern bound_identifier: (simple_identifier) @binding.name)
  (type_annotation (_) @binding.type)) @binding

; Where they get a value.

(property_declaration
  name: (pattern bound_identifier: (simple_identifier) @binding.name)
  value: (_) @binding.value) @binding
(for_statement
  item: (pattern bound_identifier: (simple_identifier) @binding.name)
  collection: (_) @binding.element) @binding
(if_statement
  bound_identifier: (simple_identifier) @binding.name
  . condition: _
  . condition: (_) @binding.value) @binding
(guard_statement
  bound_identifier: (simple_identifier) @binding.name
  . condition: _
  . condition: (_) @binding.value) @binding
(assignment
  target: (directly_assignable_expression . (simple_identifier) @binding.name .)
  result: (_) @binding.value) @binding
(assignment
  target: (directly_assignable_expression
    (navigation_expression target: (self_expression)) @binding.name)
  result: (_) @binding.value) @binding
