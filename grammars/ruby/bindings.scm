; Where names get a value.

(assignment left: [(identifier) (instance_variable)] @binding.name right: (_) @binding.value) @binding
(optional_parameter name: (identifier) @binding.name value: (_) @binding.value) @binding
(keyword_parameter name: (identifier) @binding.name value: (_) @binding.value) @binding
(for pattern: (identifier) @binding.name value: (in (_) @binding.element)) @binding

; items.each { |each| … }
((call
  receiver: (_) @binding.element
  method: (identifier) @_method
  block: (_ parameters: (block_parameters . (identifier) @binding.name))) @binding
  (#any-of? @_method "each" "map" "flat_map" "select" "filter" "reject" "find" "each_with_index" "any?" "all?"))

; What a `rescue` catches is its type.
(rescue
  exceptions: (exceptions (constant) @binding.type)
  variable: (exception_variable (identifier) @binding.name)) @binding
