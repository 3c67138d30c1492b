; inherits: typescript

(jsx_attribute . (_) @option.name (_) @option.value) @option

; Small letters name a tag of the page, no component.
((jsx_opening_element name: (identifier) @member) (#match? @member "^[a-z]"))
((jsx_closing_element name: (identifier) @member) (#match? @member "^[a-z]"))
((jsx_self_closing_element name: (identifier) @member) (#match? @member "^[a-z]"))
