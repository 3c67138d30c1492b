[(block) (keyframe_block_list)] @block

; Not closed yet.
(ERROR "{" @block.open) @open

(declaration) @statement
(rule_set) @statement
(stylesheet (_) @statement)

(comment) @comment
(string_value) @string

(import_statement) @import
(import_statement (string_value (string_content) @import.source)) @import
(import_statement (call_expression (arguments (string_value (string_content) @import.source)))) @import
