(type_identifier) @type
((scoped_type_identifier (type_identifier) @type.declared) (#match? @type.declared "^[a-z]"))
(record_declaration name: (identifier) @type.declared)

(type_parameter . (type_identifier) @type.parameter)
