(name) @type
(data_type name: (name) @type.declared)
(newtype name: (name) @type.declared)
(type_synomym name: (name) @type.declared)
(class name: (name) @type.declared)
