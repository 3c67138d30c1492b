(block) @block
(struct_declaration "{" @block.after "}" @block.before)
(enum_declaration "{" @block.after "}" @block.before)
(switch_expression "{" @block.after "}" @block.before)

; Not closed yet.
(ERROR "{" @block.open) @open

(block (_) @statement)
(source_file (_) @statement)

(comment) @comment
[(string) (multiline_string) (character)] @string

((variable_declaration
  (identifier) @import.name @import.namespace
  (builtin_function
    (builtin_identifier) @_import
    (arguments (string (string_content) @import.source)))) @import
  (#eq? @_import "@import"))
