(braced_expression) @block

; Not closed yet.
(ERROR "{" @block.open) @open

(braced_expression body: (_) @statement)
(program (_) @statement)

(comment) @comment
(string) @string

((call function: (identifier) @_load) @import
  (#any-of? @_load "library" "require" "source"))
((call
  function: (identifier) @_load
  arguments: (arguments
    . argument: (argument value: [(identifier) @import.source (string (string_content) @import.source)]))) @import
  (#any-of? @_load "library" "require" "source"))
