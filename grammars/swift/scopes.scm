[
  (function_body) (class_body) (enum_class_body) (protocol_body) (computed_property) (computed_getter)
  (computed_setter) (lambda_literal)
] @block
(guard_statement "{" @block.after "}" @block.before)
(if_statement "{" @block.after "}" @block.before)
(for_statement "{" @block.after "}" @block.before)
(while_statement "{" @block.after "}" @block.before)
(switch_statement "{" @block.after "}" @block.before)
(do_statement "{" @block.after "}" @block.before)

; Not closed yet.
(ERROR "{" @block.open) @open

(statements (_) @statement)
(source_file (_) @statement)
(class_body (_) @statement)

[(comment) (multiline_comment)] @comment

[(line_string_literal) (multi_line_string_literal) (raw_string_literal) (regex_literal)] @string
(interpolated_expression) @code

; A quote that was not closed yet.
(ERROR "\"" @string.open)

; Imports

(import_declaration) @import
(ERROR "import" @import.open)

(import_declaration "import" @import.all (identifier) @import.source) @import
(import_declaration (identifier (simple_identifier) @import.name @import.namespace .)) @import
