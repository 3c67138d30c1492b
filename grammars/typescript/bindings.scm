; inherits: _ecma

; Where names get a type.

(variable_declarator
  name: (identifier) @binding.name
  type: (type_annotation (_) @binding.type)) @binding
(required_parameter
  pattern: (identifier) @binding.name
  type: (type_annotation (_) @binding.type)) @binding
(optional_parameter
  pattern: (identifier) @binding.name
  type: (type_annotation (_) @binding.type)) @binding
(required_parameter
  pattern: (identifier) @binding.name
  value: (_) @binding.value) @binding
