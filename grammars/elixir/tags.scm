; Modules

((call
  target: (identifier) @_macro
  (arguments . (alias) @name)
  (do_block "do" @body.after "end" @body.before)) @definition.module
  (#eq? @_macro "defmodule"))
((call
  target: (identifier) @_macro
  (arguments . (alias) @name)
  (do_block "do" @body.after "end" @body.before)) @definition.interface
  (#any-of? @_macro "defprotocol" "defimpl"))

; Functions, with and without arguments, guards and bodies

((call
  target: (identifier) @_macro
  (arguments . [(call target: (identifier) @name) (identifier) @name])
  (do_block "do" @body.after "end" @body.before)) @definition.function
  (#any-of? @_macro "def" "defp" "defmacro" "defmacrop"))
((call
  target: (identifier) @_macro
  (arguments . (binary_operator left: (call target: (identifier) @name)))
  (do_block "do" @body.after "end" @body.before)) @definition.function
  (#any-of? @_macro "def" "defp" "defmacro" "defmacrop"))
((call
  target: (identifier) @_macro
  (arguments . [(call target: (identifier) @name) (identifier) @name])) @definition.function
  (#any-of? @_macro "def" "defp" "defmacro" "defmacrop" "defdelegate"))

; @limit 10
((unary_operator operator: "@" operand: (call target: (identifier) @name)) @definition.constant
  (#not-any-of? @name "doc" "moduledoc" "spec" "type" "typep" "impl" "callback" "behaviour" "derive" "typedoc"))

; Documentation and specifications stand above what they are about.
((unary_operator operator: "@" operand: (call target: (identifier) @_attribute)) @decorator
  (#any-of? @_attribute "doc" "spec" "impl"))
(comment) @comment

; Bodies that wait for their code

((call target: (identifier) @_raise (arguments . (string) @_reason)) @stub
  (#eq? @_raise "raise")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))
