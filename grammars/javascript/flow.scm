; inherits: _ecma

(formal_parameters
  [
    (identifier) @parameter
    (rest_pattern (identifier) @parameter)
    (assignment_pattern left: (identifier) @parameter)
    (object_pattern (shorthand_property_identifier_pattern) @parameter)
  ])

(jsx_attribute . (_) @option.name (_) @option.value) @option
