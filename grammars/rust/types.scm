(type_identifier) @type
(struct_item name: (type_identifier) @type.declared)
(union_item name: (type_identifier) @type.declared)
(enum_item name: (type_identifier) @type.declared)
(trait_item name: (type_identifier) @type.declared)
(type_item name: (type_identifier) @type.declared)
(associated_type name: (type_identifier) @type.declared)

(type_parameter name: (type_identifier) @type.parameter)
