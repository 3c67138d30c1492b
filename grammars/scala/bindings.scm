; Where names get a type.

(parameter name: (identifier) @binding.name type: (_) @binding.type) @binding
(binding name: (identifier) @binding.name type: (_) @binding.type) @binding
(typed_pattern pattern: (identifier) @binding.name type: (_) @binding.type) @binding
(val_definition pattern: (identifier) @binding.name type: (_) @binding.type) @binding
(var_definition pattern: (identifier) @binding.name type: (_) @binding.type) @binding

; Where they get a value.

(val_definition pattern: (identifier) @binding.name value: (_) @binding.value) @binding
(var_definition pattern: (identifier) @binding.name value: (_) @binding.value) @binding
(assignment_expression left: (identifier) @binding.name right: (_) @binding.value) @binding
(enumerator . (identifier) @binding.name . (_) @binding.element .) @binding
