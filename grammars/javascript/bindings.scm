; inherits: _ecma

(assignment_pattern left: (identifier) @binding.name right: (_) @binding.value) @binding
