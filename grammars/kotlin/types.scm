((user_type (type_identifier) @type) (#not-eq? @type "interface"))
(callable_reference (type_identifier) @type)

(type_parameter . (type_identifier) @type.parameter)
