; Names in type position.

(type_identifier) @type
(extends_clause value: (identifier) @type)
(extends_clause value: (member_expression property: (property_identifier) @type))

; Names that are only being declared here

(class_declaration name: (type_identifier) @type.declared)
(abstract_class_declaration name: (type_identifier) @type.declared)
(class name: (type_identifier) @type.declared)
(interface_declaration name: (type_identifier) @type.declared)
(type_alias_declaration name: (type_identifier) @type.declared)

(type_parameter name: (type_identifier) @type.parameter)
