; Where names get a type; the one in front of a method is among them.

(parameter_declaration name: (identifier) @binding.name type: (_) @binding.type) @binding
(variadic_parameter_declaration name: (identifier) @binding.name type: (_) @binding.type) @binding
(var_spec name: (identifier) @binding.name type: (_) @binding.type) @binding

; Where they get a value: of several, the first one.

((short_var_declaration
  left: (expression_list . (identifier) @binding.name)
  right: (expression_list . (_) @binding.value)) @binding
  (#not-eq? @binding.name "_"))
(var_spec . name: (identifier) @binding.name value: (expression_list . (_) @binding.value)) @binding
((assignment_statement
  left: (expression_list . [(identifier) (selector_expression operand: (identifier))] @binding.name)
  right: (expression_list . (_) @binding.value)) @binding
  (#not-eq? @binding.name "_"))
(range_clause
  left: (expression_list (_) . (identifier) @binding.name .)
  right: (_) @binding.element) @binding
