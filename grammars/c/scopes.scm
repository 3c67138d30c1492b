[(compound_statement) (field_declaration_list) (enumerator_list) (initializer_list)] @block

; Not closed yet.
(ERROR "{" @block.open) @open

(compound_statement (_) @statement)
(case_statement (_) @statement)
(translation_unit (_) @statement)

(comment) @comment

[(string_literal) (char_literal) (system_lib_string)] @string

; A quote that was not closed yet.
(ERROR ["\"" "'"] @string.open)

; Includes

(preproc_include) @import
(ERROR "#include" @import.open)

(preproc_include path: (system_lib_string) @import.source) @import
(preproc_include path: (string_literal (string_content) @import.source)) @import
