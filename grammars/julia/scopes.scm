(function_definition (signature) @block.after "end" @block.before)
(macro_definition (signature) @block.after "end" @block.before)
(module_definition name: (_) @block.after "end" @block.before)
(struct_definition (type_head) @block.after "end" @block.before)
(for_statement (for_binding) @block.after . (_)? "end" @block.before)
(while_statement condition: (_) @block.after "end" @block.before)
(if_statement condition: (_) @block.after "end" @block.before)
(quote_statement "quote" @block.after "end" @block.before)
(let_statement "let" @block.after "end" @block.before)
(try_statement "try" @block.after "end" @block.before)

(source_file (_) @statement)
(module_definition (_) @statement)
(function_definition (_) @statement)
(for_statement (_) @statement)
(while_statement (_) @statement)
(if_statement (_) @statement)

[(line_comment) (block_comment)] @comment
[(string_literal) (command_literal) (character_literal)] @string
(string_interpolation) @code

; Imports

[(using_statement) (import_statement)] @import
(using_statement . [(identifier) (scoped_identifier) (import_path)] @import.source @import.all) @import
(using_statement
  (selected_import
    . (_) @import.source
    (identifier) @import.name)) @import
(using_statement
  (selected_import
    . (_) @import.source
    (import_alias . (identifier) @import.imported (identifier) @import.name))) @import
(import_statement
  (selected_import
    . (_) @import.source
    (identifier) @import.name)) @import
(import_statement . [(identifier) (import_path)] @import.source @import.name @import.namespace) @import
((call_expression
  . (identifier) @_include
  (argument_list . (string_literal (content) @import.source @import.all))) @import
  (#eq? @_include "include"))
