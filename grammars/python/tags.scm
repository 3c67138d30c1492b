; Functions and methods

((class_definition
  body: (block (function_definition name: (_) @name body: (_) @body) @definition.constructor))
  (#eq? @name "__init__"))

(class_definition
  body: (block (function_definition name: (_) @name body: (_) @body) @definition.method))

(class_definition
  body: (block
    (decorated_definition
      definition: (function_definition name: (_) @name body: (_) @body) @definition.method)))

(function_definition name: (_) @name body: (_) @body) @definition.function

; Classes

(class_definition name: (_) @name body: (_) @body) @definition.class

(class_definition
  body: (block
    (expression_statement (assignment left: (identifier) @name)) @definition.field))

((assignment
  left: (attribute object: (identifier) @_self attribute: (identifier) @given)) @definition.field
  (#eq? @_self "self"))
((assignment
  left: (pattern_list
    (attribute object: (identifier) @_self attribute: (identifier) @given))) @definition.field
  (#eq? @_self "self"))

; Constants, variables and types of the file

((module
  (expression_statement (assignment left: (identifier) @name)) @definition.constant)
  (#match? @name "^_*[A-Z][A-Z0-9_]*$"))

(module
  (expression_statement (assignment left: (identifier) @name)) @definition.variable)

(module (type_alias_statement left: (type (identifier) @name)) @definition.type)

; What stands around a definition

(decorated_definition definition: (_) @inner) @outer
(decorator) @decorator
(comment) @comment

(function_definition body: (block . (expression_statement (string) @docstring)))
(class_definition body: (block . (expression_statement (string) @docstring)))

; Names without a leading underscore are public.

((module (function_definition name: (_) @exported)) (#match? @exported "^[^_]"))
((module (class_definition name: (_) @exported)) (#match? @exported "^[^_]"))
((module (decorated_definition definition: (_ name: (_) @exported))) (#match? @exported "^[^_]"))
((module (expression_statement (assignment left: (identifier) @exported)))
  (#match? @exported "^[^_]"))

; Bodies that wait for their code

(pass_statement) @stub
(expression_statement (ellipsis)) @stub

((raise_statement (identifier) @_class) @stub
  (#eq? @_class "NotImplementedError"))
((raise_statement (call function: (identifier) @_class)) @stub
  (#eq? @_class "NotImplementedError"))

((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))
