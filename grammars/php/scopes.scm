[(compound_statement) (declaration_list) (enum_declaration_list) (switch_block) (match_block)] @block

; Not closed yet.
(ERROR "{" @block.open) @open

(statement) @statement
(program (_) @statement)
(declaration_list (_) @statement)

; What stands outside of the PHP tags is text.
(comment) @comment
[(string) (encapsed_string) (heredoc) (nowdoc) (shell_command_expression) (text)] @string

; A quote that was not closed yet.
(ERROR ["\"" "'"] @string.open)

; Imports

[(namespace_use_declaration) (use_declaration)] @import
(ERROR "use" @import.open)

(namespace_use_declaration
  (namespace_use_clause !alias (qualified_name (name) @import.name) @import.source)) @import
(namespace_use_declaration (namespace_use_clause !alias . (name) @import.source @import.name .)) @import
(namespace_use_declaration
  (namespace_use_clause
    . (qualified_name (name) @import.imported) @import.source
    alias: (_) @import.name)) @import
(namespace_use_declaration (namespace_name) @import.source body: (_)) @import
(namespace_use_declaration
  body: (namespace_use_group (namespace_use_clause !alias . (name) @import.name .))) @import
(namespace_use_declaration
  body: (namespace_use_group
    (namespace_use_clause . (name) @import.imported alias: (_) @import.name))) @import

(expression_statement
  [
    (require_expression (string (string_content) @import.source))
    (require_once_expression (string (string_content) @import.source))
    (include_expression (string (string_content) @import.source))
    (include_once_expression (string (string_content) @import.source))
  ]) @import
