; A list that begins with a defining word

((list_lit . value: (sym_lit) @_def . value: (sym_lit) @name) @definition.function
  (#any-of? @_def "defn" "defn-" "defmacro" "defmulti" "deftest"))
((list_lit
  . value: (sym_lit) @_def
  . value: (sym_lit) @name
  . value: (_)) @definition.method
  (#eq? @_def "defmethod"))
((list_lit . value: (sym_lit) @_def . value: (sym_lit) @name) @definition.class
  (#any-of? @_def "defrecord" "deftype"))
((list_lit . value: (sym_lit) @_def . value: (sym_lit) @name) @definition.interface
  (#any-of? @_def "defprotocol" "definterface"))
((list_lit . value: (sym_lit) @_def . value: (sym_lit) @name) @definition.constant
  (#any-of? @_def "def" "defonce"))
((list_lit . value: (sym_lit) @_def . value: (sym_lit) @name) @definition.module
  (#any-of? @_def "ns" "in-ns"))

[(comment) (dis_expr)] @comment

; What is not private is public.

((source (list_lit . value: (sym_lit) @_def . value: (sym_lit) @exported))
  (#any-of? @_def "defn" "defmacro" "defmulti" "def" "defonce" "defrecord" "deftype" "defprotocol"))

; Bodies that wait for their code

((list_lit
  . value: (sym_lit) @_throw
  . value: (list_lit value: (str_lit) @_reason)) @stub
  (#eq? @_throw "throw")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))
