[(structure) (signature) (object_expression) (record_declaration)] @block

(compilation_unit (_) @statement)
(structure (_) @statement)
(signature (_) @statement)
(sequence_expression (_) @statement)
(let_expression) @statement
(method_definition) @statement

(comment) @comment
[(string) (quoted_string) (character)] @string

; Imports

(open_module module: (_) @import.source @import.all) @import
(ERROR "open" @import.open)
