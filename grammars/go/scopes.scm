[(block) (field_declaration_list) (literal_value)] @block
(interface_type) @block

; Not closed yet.
(ERROR "{" @block.open) @open

(statement_list (_) @statement)
(source_file (_) @statement)

(comment) @comment

[(interpreted_string_literal) (raw_string_literal) (rune_literal)] @string

; A quote that was not closed yet.
(ERROR ["\"" "`"] @string.open)

; Imports

(import_declaration) @import
(ERROR "import" @import.open)

; Without a name of its own a package goes by the last part of its path.
(import_spec path: (_ (interpreted_string_literal_content) @import.source)) @import
(import_spec !name path: (_ (interpreted_string_literal_content) @import.source @import.name @import.namespace @import.namespace)) @import
(import_spec
  name: (package_identifier) @import.name @import.namespace @import.namespace
  path: (_ (interpreted_string_literal_content) @import.source)) @import
