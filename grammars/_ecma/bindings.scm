; Where names get a value.

(variable_declarator name: (identifier) @binding.name value: (_) @binding.value) @binding
(assignment_expression left: (identifier) @binding.name right: (_) @binding.value) @binding
(assignment_expression
  left: (member_expression object: (this)) @binding.name
  right: (_) @binding.value) @binding
(for_in_statement
  left: (identifier) @binding.name
  operator: "of"
  right: (_) @binding.element) @binding
