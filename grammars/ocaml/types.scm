(type_constructor) @type
(type_binding name: (type_constructor) @type.declared)
