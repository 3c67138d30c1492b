; Methods; `initialize` is what makes an instance.

((method
  name: (_) @name
  parameters: (_) @body.after
  !body
  "end" @body.before) @definition.constructor
  (#eq? @name "initialize"))
((method name: (_) @name parameters: (_) @body.after body: (body_statement) "end" @body.before) @definition.constructor
  (#eq? @name "initialize"))
((method name: (_) @name @body.after !parameters "end" @body.before) @definition.constructor
  (#eq? @name "initialize"))

(method name: (_) @name parameters: (_) @body.after "end" @body.before) @definition.method
(method name: (_) @name @body.after !parameters "end" @body.before) @definition.method
(method name: (_) @name) @definition.method
(singleton_method name: (_) @name parameters: (_) @body.after "end" @body.before) @definition.method
(singleton_method name: (_) @name @body.after !parameters "end" @body.before) @definition.method
(singleton_method name: (_) @name) @definition.method

; Classes and modules

(class name: (constant) @name @body.after !superclass "end" @body.before) @definition.class
(class name: (constant) @name superclass: (_) @body.after "end" @body.before) @definition.class
(class name: (scope_resolution name: (_) @name) @body.after !superclass "end" @body.before) @definition.class
(class
  name: (scope_resolution name: (_) @name)
  superclass: (_) @body.after
  "end" @body.before) @definition.class
(module name: (constant) @name @body.after "end" @body.before) @definition.module
(module name: (scope_resolution name: (_) @name) @body.after "end" @body.before) @definition.module

; Point = Struct.new(:x) do … end
(assignment
  left: (constant) @name
  right: (call
    receiver: (constant) @_struct
    block: (do_block "do" @body.after "end" @body.before)
    (#any-of? @_struct "Struct" "Class" "Data" "Module"))) @definition.class

; Constants and members that a macro defines

(assignment left: (constant) @name) @definition.constant
((call
  method: (identifier) @_macro
  arguments: (argument_list (simple_symbol) @name)) @definition.property
  (#any-of? @_macro "attr_reader" "attr_writer" "attr_accessor"))

(comment) @comment

; All of Ruby's constants are public.

(program (class name: (constant) @exported))
(program (module name: (constant) @exported))
(program (assignment left: (constant) @exported))
(program (method name: (identifier) @exported))

; Bodies that wait for their code

((call method: (identifier) @_raise arguments: (argument_list . (constant) @_class)) @stub
  (#eq? @_raise "raise")
  (#eq? @_class "NotImplementedError"))
((call method: (identifier) @_raise arguments: (argument_list . (string) @_reason)) @stub
  (#any-of? @_raise "raise" "fail")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR "def" @definition.method . (_) @name @body.after) @open
(ERROR "def" @definition.method . (_) @name . (method_parameters) @body.after) @open
(ERROR "class" @definition.class . (constant) @name @body.after) @open
(ERROR "module" @definition.module . (constant) @name @body.after) @open
