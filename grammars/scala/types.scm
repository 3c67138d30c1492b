(type_identifier) @type
(type_definition name: (type_identifier) @type.declared)

(type_parameters name: (identifier) @type.parameter)
