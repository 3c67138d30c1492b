; Packages, functions, constants and variables of the file

(package_statement (package_name) @name) @definition.module
(function_definition name: (_) @name body: (_) @body) @definition.function
(use_constant_statement constant: (identifier) @name) @definition.constant
(source_file
  (binary_expression
    variable: (variable_declaration variable_name: (_) @name)) @definition.variable)

(comments) @comment

; Bodies that wait for their code

((call_expression_with_spaced_args
  (call_expression_with_bareword function_name: (identifier) @_die)
  args: (arguments . [(string_single_quoted) (string_double_quoted)] @_reason)) @stub
  (#any-of? @_die "die" "croak" "confess")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comments) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR "sub" @definition.function . (identifier) @name . "{" @body) @open
