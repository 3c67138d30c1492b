[
  (block) (declaration_list) (field_declaration_list) (enum_variant_list) (match_block) (field_initializer_list)
] @block

; Not closed yet.
(ERROR "{" @block.open) @open

(block (_) @statement)
(source_file (_) @statement)
(declaration_list (_) @statement)

[(line_comment) (block_comment)] @comment

[(string_literal) (raw_string_literal) (char_literal)] @string

; A quote that was not closed yet.
(ERROR "\"" @string.open)

; Imports

[(use_declaration) (extern_crate_declaration)] @import
(ERROR "use" @import.open)

(use_declaration argument: (scoped_identifier name: (_) @import.name) @import.source) @import
(use_declaration argument: (identifier) @import.source @import.name) @import
(use_declaration
  argument: (use_as_clause
    path: (scoped_identifier name: (_) @import.imported) @import.source
    alias: (_) @import.name)) @import
(use_declaration argument: (use_wildcard (_) @import.source)) @import
(use_declaration argument: (scoped_use_list path: (_) @import.source)) @import
(use_declaration
  argument: (scoped_use_list list: (use_list (identifier) @import.name))) @import
(use_declaration
  argument: (scoped_use_list list: (use_list (scoped_identifier name: (_) @import.name)))) @import
(use_declaration
  argument: (scoped_use_list
    list: (use_list (use_as_clause path: (_) @import.imported alias: (_) @import.name)))) @import
(use_declaration
  argument: (scoped_use_list list: (use_list (scoped_use_list list: (use_list (identifier) @import.name))))) @import
(use_declaration
  argument: (scoped_use_list
    path: [(identifier) @import.name (scoped_identifier name: (_) @import.name)]
    list: (use_list (self)))) @import
(extern_crate_declaration name: (_) @import.source @import.name) @import
(mod_item name: (_) @import.source @import.name !body) @import
