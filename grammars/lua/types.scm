; Lua writes no types; what is indexed with a colon and a capital letter goes by the name of a class.

((dot_index_expression table: (identifier) @type) (#match? @type "^[A-Z]"))
((method_index_expression table: (identifier) @type) (#match? @type "^[A-Z]"))
