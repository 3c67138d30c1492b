(function_declaration parameters: (_) @block.after "end" @block.before)
(function_definition parameters: (_) @block.after "end" @block.before)
(if_statement "then" @block.after "end" @block.before)
(for_statement "do" @block.after "end" @block.before)
(while_statement "do" @block.after "end" @block.before)
(do_statement "do" @block.after "end" @block.before)
(repeat_statement "repeat" @block.after "until" @block.before)
(table_constructor) @block

(block (_) @statement)
(chunk (_) @statement)

(comment) @comment

(string) @string

; A quote that was not closed yet.
(ERROR ["\"" "'"] @string.open)

; Imports

((variable_declaration
  (assignment_statement
    (variable_list . name: (identifier) @import.name @import.default)
    (expression_list
      . value: (function_call
        name: (identifier) @_require
        arguments: (arguments (string content: (_) @import.source)))))) @import
  (#eq? @_require "require"))
((function_call
  name: (identifier) @_require
  arguments: (arguments (string content: (_) @import.source))) @import
  (#eq? @_require "require"))

(chunk (return_statement "return" @export.name (expression_list . (identifier) @export.local .)))
