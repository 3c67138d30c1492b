[(list_lit) (vec_lit) (map_lit) (set_lit)] @block

(source (_) @statement)

[(comment) (dis_expr)] @comment
[(str_lit) (regex_lit)] @string

; Imports

((list_lit
  . value: (sym_lit) @_ns
  value: (list_lit
    . value: (kwd_lit) @_require
    value: (vec_lit . value: (sym_lit) @import.source))) @import
  (#eq? @_ns "ns")
  (#any-of? @_require ":require" ":use"))
((list_lit
  . value: (sym_lit) @_ns
  value: (list_lit
    . value: (kwd_lit) @_require
    value: (vec_lit
      . value: (sym_lit) @import.source
      . value: (kwd_lit) @_as
      . value: (sym_lit) @import.name @import.namespace))) @import
  (#eq? @_ns "ns")
  (#eq? @_require ":require")
  (#eq? @_as ":as"))
((list_lit
  . value: (sym_lit) @_ns
  value: (list_lit
    . value: (kwd_lit) @_require
    value: (vec_lit
      . value: (sym_lit) @import.source
      value: (kwd_lit) @_refer
      . value: (vec_lit value: (sym_lit) @import.name)))) @import
  (#eq? @_ns "ns")
  (#eq? @_require ":require")
  (#eq? @_refer ":refer"))
