; inherits: _ecma

(formal_parameters
  [
    (identifier) @parameter
    (rest_pattern (identifier) @parameter)
    (assignment_pattern left: (identifier) @parameter)
    (object_pattern (shorthand_property_identifier_pattern) @parameter)
  ])

(jsx_attribute . (_) @option.name (_) @option.value) @option

; Small letters name a tag of the page, no component.
((jsx_opening_element name: (identifier) @member) (#match? @member "^[a-z]"))
((jsx_closing_element name: (identifier) @member) (#match? @member "^[a-z]"))
((jsx_self_closing_element name: (identifier) @member) (#match? @member "^[a-z]"))
