; inherits: c

(class_specifier name: (type_identifier) @type.declared body: (_))
(alias_declaration name: (type_identifier) @type.declared)

(type_parameter_declaration (type_identifier) @type.parameter)
(optional_type_parameter_declaration name: (type_identifier) @type.parameter)
(variadic_type_parameter_declaration (type_identifier) @type.parameter)
