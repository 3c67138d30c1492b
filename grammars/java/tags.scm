; Types

(class_declaration name: (_) @name body: (_) @body) @definition.class
(record_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(annotation_type_declaration name: (_) @name body: (_) @body) @definition.interface
(enum_declaration name: (_) @name body: (_) @body) @definition.enum

; Members

(constructor_declaration name: (_) @name body: (_) @body) @definition.constructor
(compact_constructor_declaration name: (_) @name body: (_) @body) @definition.constructor
(method_declaration name: (_) @name body: (_) @body) @definition.method
(method_declaration name: (_) @name) @definition.method
(annotation_type_element_declaration name: (_) @name) @definition.method

((field_declaration
  (modifiers "final")
  declarator: (variable_declarator name: (_) @name)) @definition.constant
  (#match? @name "^[A-Z][A-Z0-9_]*$"))
(field_declaration declarator: (variable_declarator name: (_) @name)) @definition.field
(constant_declaration declarator: (variable_declarator name: (_) @name)) @definition.constant
(enum_constant name: (_) @name body: (_) @body) @definition.enum-member
(enum_constant name: (_) @name) @definition.enum-member

; What stands above

[(line_comment) (block_comment)] @comment
[(marker_annotation) (annotation)] @decorator

; Public types

(program (_ (modifiers "public") name: (identifier) @exported))

; Bodies that wait for their code

((throw_statement
  (object_creation_expression type: (type_identifier) @_class)) @stub
  (#any-of? @_class "UnsupportedOperationException" "NotImplementedException"))
((throw_statement
  (object_creation_expression arguments: (argument_list . (string_literal) @_reason))) @stub
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
([(line_comment) (block_comment)] @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR
  "class" @definition.class
  . (identifier) @name
  . (type_parameters)?
  . (superclass)?
  . (super_interfaces)?
  . "{" @body) @open
(ERROR
  (identifier) @name @definition.method
  . (formal_parameters)
  . (throws)?
  . "{" @body) @open
