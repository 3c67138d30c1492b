; inherits: _ecma

(formal_parameters
  (_
    pattern: [
      (identifier) @parameter
      (rest_pattern (identifier) @parameter)
      (object_pattern (shorthand_property_identifier_pattern) @parameter)
    ]))
