[(block) (indented_block) (template_body) (case_block) (enum_body)] @block

; Not closed yet.
(ERROR "{" @block.open) @open

(block (_) @statement)
(indented_block (_) @statement)
(template_body (_) @statement)
(compilation_unit (_) @statement)

[(comment) (block_comment)] @comment

[(string) (interpolated_string) (character_literal)] @string
(interpolation) @code

; A quote that was not closed yet.
(ERROR "\"" @string.open)

; Imports; the path of one is a row of nodes.

(import_declaration) @import
(ERROR "import" @import.open)

(import_declaration . (identifier) @import.source (identifier) @import.source .) @import
(import_declaration
  . (identifier) @import.source
  (identifier) @import.source
  . [(namespace_selectors) (namespace_wildcard)]) @import
(import_declaration (identifier) @import.name .) @import
(import_declaration (namespace_selectors (identifier) @import.name)) @import
(import_declaration (namespace_selectors
  (arrow_renamed_identifier name: (_) @import.imported alias: (_) @import.name))) @import
