; Where names get a type.

(parameter_declaration type: (_) @binding.type declarator: (identifier) @binding.name) @binding
(parameter_declaration type: (_) @binding.type declarator: (_ declarator: (identifier) @binding.name)) @binding
((declaration type: (_) @binding.type declarator: (identifier) @binding.name) @binding
  (#not-eq? @binding.type "auto"))
((declaration
  type: (_) @binding.type
  declarator: [(pointer_declarator declarator: (identifier) @binding.name)
    (array_declarator declarator: (identifier) @binding.name)]) @binding
  (#not-eq? @binding.type "auto"))
((declaration
  type: (_) @binding.type
  declarator: (init_declarator declarator: (identifier) @binding.name)) @binding
  (#not-eq? @binding.type "auto"))
((declaration
  type: (_) @binding.type
  declarator: (init_declarator declarator: (_ declarator: (identifier) @binding.name))) @binding
  (#not-eq? @binding.type "auto"))

; Where they get a value.

(declaration
  declarator: (init_declarator declarator: (identifier) @binding.name value: (_) @binding.value)) @binding
(declaration
  declarator: (init_declarator
    declarator: (_ declarator: (identifier) @binding.name)
    value: (_) @binding.value)) @binding
(assignment_expression left: (identifier) @binding.name right: (_) @binding.value) @binding
