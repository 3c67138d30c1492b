(method name: (_) @block.after !parameters "end" @block.before)
(method parameters: (_) @block.after "end" @block.before)
(singleton_method name: (_) @block.after !parameters "end" @block.before)
(singleton_method parameters: (_) @block.after "end" @block.before)
(class name: (_) @block.after !superclass "end" @block.before)
(class superclass: (_) @block.after "end" @block.before)
(module name: (_) @block.after "end" @block.before)
(singleton_class value: (_) @block.after "end" @block.before)
(do_block "do" @block.after !parameters "end" @block.before)
(do_block parameters: (_) @block.after "end" @block.before)
(begin "begin" @block.after "end" @block.before)
(if condition: (_) @block.after "end" @block.before)
(unless condition: (_) @block.after "end" @block.before)
(while condition: (_) @block.after body: (do "end" @block.before))
(case value: (_) @block.after "end" @block.before)
[(block) (hash)] @block

(program (_) @statement)
(body_statement (_) @statement)
(block_body (_) @statement)
(then (_) @statement)
(else (_) @statement)
(do (_) @statement)

(comment) @comment

[(string) (subshell) (regex) (heredoc_body) (string_array) (symbol_array) (delimited_symbol)] @string
(interpolation) @code

; A quote that was not closed yet.
(ERROR "\"" @string.open)

; Imports

((call method: (identifier) @_require) @import
  (#any-of? @_require "require" "require_relative" "load" "autoload"))
((call
  method: (identifier) @_require
  arguments: (argument_list (string (string_content) @import.source))) @import
  (#any-of? @_require "require" "require_relative" "load" "autoload"))
