; inherits: c

; References, and parameters with a default.

(parameter_declaration
  type: (_) @binding.type
  declarator: (reference_declarator (identifier) @binding.name)) @binding
(optional_parameter_declaration type: (_) @binding.type declarator: (identifier) @binding.name) @binding
(optional_parameter_declaration
  type: (_) @binding.type
  declarator: (_ declarator: (identifier) @binding.name)) @binding
((declaration
  type: (_) @binding.type
  declarator: (init_declarator declarator: (reference_declarator (identifier) @binding.name))) @binding
  (#not-eq? @binding.type "auto"))
(declaration
  declarator: (init_declarator
    declarator: (reference_declarator (identifier) @binding.name)
    value: (_) @binding.value)) @binding

((for_range_loop type: (_) @binding.type declarator: (identifier) @binding.name) @binding
  (#not-eq? @binding.type "auto"))
((for_range_loop
  type: (_) @binding.type
  declarator: (reference_declarator (identifier) @binding.name)) @binding
  (#not-eq? @binding.type "auto"))
(for_range_loop declarator: (identifier) @binding.name right: (_) @binding.element) @binding
(for_range_loop
  declarator: (reference_declarator (identifier) @binding.name)
  right: (_) @binding.element) @binding

(assignment_expression
  left: (field_expression argument: (this)) @binding.name
  right: (_) @binding.value) @binding
