[
  (block) (declaration_list) (enum_member_declaration_list) (switch_body) (accessor_list) (initializer_expression)
] @block

; Not closed yet.
(ERROR "{" @block.open) @open

(statement) @statement
(block (_) @statement)
(compilation_unit (_) @statement)
(declaration_list (_) @statement)

(comment) @comment

[
  (string_literal) (verbatim_string_literal) (raw_string_literal) (character_literal) (interpolated_string_expression)
] @string
(interpolation) @code

; A quote that was not closed yet.
(ERROR "\"" @string.open)

; Imports

(using_directive) @import
(ERROR "using" @import.open)

(using_directive !name [(identifier) (qualified_name)] @import.source) @import
(using_directive name: (identifier) @import.name (qualified_name) @import.source) @import
