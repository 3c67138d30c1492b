(user_type (type_identifier) @type)

(type_parameter . (type_identifier) @type.parameter)
