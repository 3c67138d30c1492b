; Where names get a type; a value is several nodes in this grammar.

(formal_parameter . (type_identifier) @binding.type name: (identifier) @binding.name) @binding
(initialized_variable_definition
  (type_identifier) @binding.type
  name: (identifier) @binding.name) @binding
(for_loop_parts (type_identifier) @binding.type name: (identifier) @binding.name) @binding
