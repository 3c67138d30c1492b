; JavaScript has no annotations; what a class extends is the only name in type position.

(class_heritage (identifier) @type)
(class_heritage (member_expression property: (property_identifier) @type))
