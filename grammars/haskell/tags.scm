; Types and their members

(data_type name: (_) @name) @definition.class
(newtype name: (_) @name) @definition.class
(type_synomym name: (_) @name) @definition.type
(class name: (_) @name) @definition.interface
(class_declarations declaration: (signature name: (variable) @name) @definition.method)
(field name: (field_name (variable) @name)) @definition.field
(data_constructor (prefix name: (constructor) @name)) @definition.enum-member

; A signature comes first, and says what the equations below it do not.

(declarations (signature name: (variable) @name) @definition.function)
(function name: (variable) @name) @definition.function
(declarations (bind name: (variable) @name) @definition.constant)

[(comment) (haddock)] @comment

; The list behind the module's name

(exports (export variable: (variable) @exported))
(exports (export type: (name) @exported))

; Bodies that wait for their code

((variable) @stub (#eq? @stub "undefined"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))
