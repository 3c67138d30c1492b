; Where names get a type.

(parameter (simple_identifier) @binding.name (_) @binding.type .) @binding
(variable_declaration (simple_identifier) @binding.name (_) @binding.type .) @binding
(catch_block . (simple_identifier) @binding.name . (_) @binding.type) @binding

; Where they get a value.

(statements
  (property_declaration
    (variable_declaration . (simple_identifier) @binding.name)
    . (_) @binding.value) @binding)
(for_statement (variable_declaration . (simple_identifier) @binding.name) . (_) @binding.element) @binding
(assignment
  (directly_assignable_expression . (simple_identifier) @binding.name .)
  . (_) @binding.value) @binding
(assignment
  (directly_assignable_expression . (this_expression)) @binding.name
  . (_) @binding.value) @binding
