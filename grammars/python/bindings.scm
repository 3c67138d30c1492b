; Where names get a type or a value.

(assignment left: (identifier) @binding.name type: (type) @binding.type) @binding
(assignment left: (identifier) @binding.name right: (_) @binding.value) @binding
(assignment
  left: (attribute object: (identifier) @_self) @binding.name
  type: (type) @binding.type
  (#eq? @_self "self")) @binding
(assignment
  left: (attribute object: (identifier) @_self) @binding.name
  right: (_) @binding.value
  (#eq? @_self "self")) @binding
(named_expression name: (identifier) @binding.name value: (_) @binding.value) @binding

(typed_parameter (identifier) @binding.name type: (type) @binding.type) @binding
(typed_default_parameter name: (identifier) @binding.name type: (type) @binding.type) @binding
(default_parameter name: (identifier) @binding.name value: (_) @binding.value) @binding

(as_pattern
  (_) @binding.value
  alias: (as_pattern_target (identifier) @binding.name)) @binding
(for_statement left: (identifier) @binding.name right: (_) @binding.element) @binding
(for_in_clause left: (identifier) @binding.name right: (_) @binding.element) @binding
