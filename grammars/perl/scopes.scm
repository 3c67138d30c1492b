(block) @block
(ERROR "{" @block.open) @open

(source_file (_) @statement)
(block (_) @statement)

[(comments) (pod_statement)] @comment
[(string_single_quoted) (string_double_quoted) (string_q_quoted) (string_qq_quoted)] @string
(interpolation) @code

; Imports

[(use_no_statement) (require_statement)] @import
(ERROR "use" @import.open)
(use_no_statement package_name: (_) @import.source) @import
(use_no_statement package_name: (_) @import.source (word_list_qw (list_item) @import.name)) @import
(require_statement package_name: (_) @import.source) @import
