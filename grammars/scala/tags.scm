; Types

(class_definition name: (_) @name body: (_) @body) @definition.class
(class_definition name: (_) @name) @definition.class
(object_definition name: (_) @name body: (_) @body) @definition.class
(object_definition name: (_) @name) @definition.class
(trait_definition name: (_) @name body: (_) @body) @definition.interface
(trait_definition name: (_) @name) @definition.interface
(enum_definition name: (_) @name body: (_) @body) @definition.enum
(simple_enum_case name: (_) @name) @definition.enum-member
(full_enum_case name: (_) @name) @definition.enum-member
(type_definition name: (_) @name) @definition.type
(class_definition
  class_parameters: (class_parameters (class_parameter ["val" "var"] name: (_) @name) @definition.field))

; Functions and methods; a body that is no block is a part of the head.

(template_body (function_definition name: (_) @name body: (block) @body) @definition.method)
(template_body (function_definition name: (_) @name body: (indented_block) @body) @definition.method)
(template_body (function_definition name: (_) @name) @definition.method)
(template_body (function_declaration name: (_) @name) @definition.method)
(function_definition name: (_) @name body: (block) @body) @definition.function
(function_definition name: (_) @name body: (indented_block) @body) @definition.function
(function_definition name: (_) @name) @definition.function

; Values and variables

(template_body (val_definition pattern: (identifier) @name) @definition.field)
(template_body (var_definition pattern: (identifier) @name) @definition.field)
(template_body (val_declaration name: (_) @name) @definition.field)
(compilation_unit (val_definition pattern: (identifier) @name) @definition.constant)
(compilation_unit (var_definition pattern: (identifier) @name) @definition.variable)

; What stands above or in front of a definition

(annotation) @decorator
[(comment) (block_comment)] @comment

; What is not private is public.

(compilation_unit (_ name: (identifier) @exported))

; Bodies that wait for their code

((operator_identifier) @stub (#eq? @stub "???"))
((throw_expression (instance_expression (type_identifier) @_class)) @stub
  (#any-of? @_class "NotImplementedError" "UnsupportedOperationException"))
([(comment) (block_comment)] @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR ["class" "object"] @definition.class . (identifier) @name . (class_parameters)? . (extends_clause)? . "{" @body) @open
(ERROR "trait" @definition.interface . (identifier) @name . (extends_clause)? . "{" @body) @open
(ERROR
  "def" @definition.method
  . (identifier) @name
  . (parameters)?
  . ":"?
  . (_)?
  . "="
  . "{" @body) @open
