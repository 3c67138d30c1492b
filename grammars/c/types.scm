(type_identifier) @type
(struct_specifier name: (type_identifier) @type.declared body: (_))
(union_specifier name: (type_identifier) @type.declared body: (_))
(enum_specifier name: (type_identifier) @type.declared body: (_))
(type_definition declarator: (type_identifier) @type.declared)
