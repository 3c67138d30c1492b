; Where names get a type.

(parameter pattern: (identifier) @binding.name type: (_) @binding.type) @binding
(let_declaration pattern: (identifier) @binding.name type: (_) @binding.type) @binding

; Where they get a value; `if let Some(name)` takes it out of what holds it.

(let_declaration pattern: (identifier) @binding.name value: (_) @binding.value) @binding
(let_condition
  pattern: (tuple_struct_pattern (identifier) @binding.name .)
  value: (_) @binding.value) @binding
(for_expression pattern: (identifier) @binding.name value: (_) @binding.element) @binding
(assignment_expression left: (identifier) @binding.name right: (_) @binding.value) @binding
(assignment_expression
  left: (field_expression value: (self)) @binding.name
  right: (_) @binding.value) @binding
