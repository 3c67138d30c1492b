; Names in type position.

(type (identifier) @type)
(type (attribute attribute: (identifier) @type))
(type (string (string_content) @type))
(type (generic_type (identifier) @type))
(type (subscript value: (identifier) @type))
(type (subscript value: (attribute attribute: (identifier) @type)))
(type (subscript subscript: (identifier) @type))
(type (binary_operator (identifier) @type))
(type (binary_operator (string (string_content) @type)))
(type (union_type (type (identifier) @type)))
(type (generic_type (type_parameter (type (list (identifier) @type)))))

(class_definition superclasses: (argument_list (identifier) @type))
(class_definition superclasses: (argument_list (attribute attribute: (identifier) @type)))
(class_definition superclasses: (argument_list (subscript value: (identifier) @type)))
(class_definition superclasses: (argument_list (subscript subscript: (identifier) @type)))
