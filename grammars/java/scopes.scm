[
  (block) (constructor_body) (class_body) (interface_body) (enum_body) (annotation_type_body) (switch_block)
] @block

; Not closed yet.
(ERROR "{" @block.open) @open

(statement) @statement
(block (_) @statement)
(constructor_body (_) @statement)
(class_body (_) @statement)
(interface_body (_) @statement)
(program (_) @statement)

[(line_comment) (block_comment)] @comment

[(string_literal) (character_literal)] @string
(string_interpolation) @code

; A quote that was not closed yet.
(ERROR "\"" @string.open)

; Imports

(import_declaration) @import
(ERROR "import" @import.open)

(import_declaration
  (scoped_identifier name: (identifier) @import.name) @import.source .) @import
(import_declaration [(scoped_identifier) (identifier)] @import.source . (asterisk)) @import
