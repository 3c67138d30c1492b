(type_identifier) @type
(type_spec name: (type_identifier) @type.declared)
(type_alias name: (type_identifier) @type.declared)

(type_parameter_declaration name: (identifier) @type.parameter)
