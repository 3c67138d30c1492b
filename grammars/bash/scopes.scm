[(compound_statement) (subshell)] @block
(do_group "do" @block.after "done" @block.before)
(if_statement "then" @block.after "fi" @block.before)
(case_statement "in" @block.after "esac" @block.before)

; Not closed yet.
(ERROR "{" @block.open) @open

(program (_) @statement)
(compound_statement (_) @statement)
(do_group (_) @statement)

(comment) @comment

[(string) (raw_string) (ansi_c_string) (heredoc_body)] @string
[(expansion) (simple_expansion) (command_substitution) (arithmetic_expansion)] @code

; A quote that was not closed yet.
(ERROR "\"" @string.open)

; Sourced files

((command name: (command_name) @_source argument: [(word) (string)] @import.source) @import
  (#any-of? @_source "source" "."))
((command name: (command_name) @_source) @import
  (#any-of? @_source "source" "."))
