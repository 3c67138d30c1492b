(type_identifier) @type
(type_alias . (type_identifier) @type.declared)

(type_parameter . (type_identifier) @type.parameter)
