; A signature and its body stand side by side.

(class_body
  ((method_signature (function_signature name: (_) @name)) @definition.method
    . (function_body (block) @body) @definition.method))
(extension_body
  ((method_signature (function_signature name: (_) @name)) @definition.method
    . (function_body (block) @body) @definition.method))
((method_signature (constructor_signature . name: (_) @name)) @definition.constructor
  . (function_body (block) @body) @definition.constructor)
((method_signature (factory_constructor_signature . (identifier) @name)) @definition.constructor
  . (function_body (block) @body) @definition.constructor)
((method_signature (getter_signature name: (_) @name)) @definition.property
  . (function_body) @definition.property)
((method_signature (function_signature name: (_) @name)) @definition.method
  . (function_body) @definition.method)
(declaration (function_signature name: (_) @name)) @definition.method
(declaration (constructor_signature . name: (_) @name)) @definition.constructor
((function_signature name: (_) @name) @definition.function
  . (function_body (block) @body) @definition.function)
((function_signature name: (_) @name) @definition.function
  . (function_body) @definition.function)

; Types

(class_definition name: (_) @name body: (_) @body) @definition.class
(mixin_declaration (identifier) @name (class_body) @body) @definition.class
(extension_declaration name: (_) @name body: (_) @body) @definition.class
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(enum_constant name: (_) @name) @definition.enum-member
(type_alias . (type_identifier) @name) @definition.type

; Members, constants and variables

(class_body (declaration (static_final_declaration_list (static_final_declaration . (identifier) @name))) @definition.constant)
(class_body (declaration (initialized_identifier_list (initialized_identifier . (identifier) @name))) @definition.field)
(program (static_final_declaration_list (static_final_declaration . (identifier) @name) @definition.constant))
(program (initialized_identifier_list (initialized_identifier . (identifier) @name) @definition.variable))

(annotation) @decorator
[(comment) (documentation_comment)] @comment

; Names without a leading underscore are public.

((program (class_definition name: (_) @exported)) (#match? @exported "^[^_]"))
((program (enum_declaration name: (_) @exported)) (#match? @exported "^[^_]"))
((program (function_signature name: (_) @exported)) (#match? @exported "^[^_]"))

; Bodies that wait for their code

((expression_statement (throw_expression (identifier) @_class)) @stub
  (#any-of? @_class "UnimplementedError" "UnsupportedError"))
([(comment) (documentation_comment)] @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))
