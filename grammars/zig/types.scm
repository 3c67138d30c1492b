(_ type: (identifier) @type)
(pointer_type (identifier) @type)
(error_union_type (identifier) @type)
