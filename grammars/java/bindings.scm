; Where names get a type.

((local_variable_declaration
  type: (_) @binding.type
  declarator: (variable_declarator name: (identifier) @binding.name)) @binding
  (#not-eq? @binding.type "var"))
(formal_parameter type: (_) @binding.type name: (identifier) @binding.name) @binding
(spread_parameter . (_) @binding.type (variable_declarator name: (identifier) @binding.name) .) @binding
(spread_parameter
  (modifiers)
  . (_) @binding.type
  (variable_declarator name: (identifier) @binding.name) .) @binding
(catch_formal_parameter (catch_type) @binding.type name: (identifier) @binding.name) @binding
((resource type: (_) @binding.type name: (identifier) @binding.name) @binding
  (#not-eq? @binding.type "var"))
((enhanced_for_statement type: (_) @binding.type name: (identifier) @binding.name) @binding
  (#not-eq? @binding.type "var"))
(instanceof_expression right: (_) @binding.type name: (identifier) @binding.name) @binding

; Where they get a value.

(local_variable_declaration
  declarator: (variable_declarator name: (identifier) @binding.name value: (_) @binding.value)) @binding
(resource name: (identifier) @binding.name value: (_) @binding.value) @binding
(enhanced_for_statement name: (identifier) @binding.name value: (_) @binding.element) @binding
(assignment_expression left: (identifier) @binding.name right: (_) @binding.value) @binding
(assignment_expression
  left: (field_access object: (this)) @binding.name
  right: (_) @binding.value) @binding
