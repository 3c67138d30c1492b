; Where names get a type.

((variable_declaration
  type: (_) @binding.type
  (variable_declarator name: (identifier) @binding.name)) @binding
  (#not-eq? @binding.type "var"))
(parameter type: (_) @binding.type name: (identifier) @binding.name) @binding
((foreach_statement type: (_) @binding.type left: (identifier) @binding.name) @binding
  (#not-eq? @binding.type "var"))
(declaration_pattern type: (_) @binding.type name: (identifier) @binding.name) @binding
(catch_declaration type: (_) @binding.type name: (identifier) @binding.name) @binding
((declaration_expression type: (_) @binding.type name: (identifier) @binding.name) @binding
  (#not-eq? @binding.type "var"))

; Where they get a value.

(variable_declaration
  (variable_declarator name: (identifier) @binding.name (_) @binding.value .)) @binding
(foreach_statement left: (identifier) @binding.name right: (_) @binding.element) @binding
(assignment_expression left: (identifier) @binding.name right: (_) @binding.value) @binding
(assignment_expression
  left: (member_access_expression expression: "this") @binding.name
  right: (_) @binding.value) @binding
