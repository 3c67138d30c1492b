; Types

(class_declaration "interface" (type_identifier) @name (class_body) @body) @definition.interface
(class_declaration "interface" (type_identifier) @name) @definition.interface
(class_declaration "enum" (type_identifier) @name (enum_class_body) @body) @definition.enum
(class_declaration (type_identifier) @name (class_body) @body) @definition.class
(class_declaration (type_identifier) @name) @definition.class
(object_declaration (type_identifier) @name (class_body) @body) @definition.class
(object_declaration (type_identifier) @name) @definition.class
(companion_object (type_identifier) @name (class_body) @body) @definition.class
(companion_object "companion" @name . "object" . (class_body) @body) @definition.class
(type_alias . (type_identifier) @name) @definition.type
(enum_entry (simple_identifier) @name (class_body) @body) @definition.enum-member
(enum_entry (simple_identifier) @name) @definition.enum-member

; The grammar does not know `fun interface`, and takes its body for a lambda.

((ERROR (user_type (type_identifier) @_interface) . (simple_identifier) @name .) @definition.interface
  . (lambda_literal) @definition.interface @body
  (#eq? @_interface "interface"))
((ERROR (user_type (type_identifier) @_interface) . (simple_identifier) .)
  . (lambda_literal (statements (function_declaration (simple_identifier) @name) @definition.method))
  (#eq? @_interface "interface"))

; Functions and methods; a body behind an equals sign is a part of the head.

(class_body
  (function_declaration (simple_identifier) @name (function_body . "{") @body) @definition.method)
(class_body (function_declaration (simple_identifier) @name) @definition.method)
(enum_class_body
  (function_declaration (simple_identifier) @name (function_body . "{") @body) @definition.method)
(enum_class_body (function_declaration (simple_identifier) @name) @definition.method)
(function_declaration (simple_identifier) @name (function_body . "{") @body) @definition.function
(function_declaration (simple_identifier) @name) @definition.function
(secondary_constructor
  "constructor" @name
  "{" @body.after
  "}" @body.before) @definition.constructor

; Properties, constants and variables

(class_body
  (property_declaration (variable_declaration (simple_identifier) @name)) @definition.field)
(class_parameter (binding_pattern_kind) (simple_identifier) @name) @definition.field
(source_file
  (property_declaration
    (binding_pattern_kind "val")
    (variable_declaration (simple_identifier) @name)) @definition.constant)
(source_file
  (property_declaration (variable_declaration (simple_identifier) @name)) @definition.variable)

; What stands above or in front of a definition

(annotation) @decorator
[(line_comment) (multiline_comment)] @comment

; What is not private is public.

(source_file (class_declaration (type_identifier) @exported))
(source_file (object_declaration (type_identifier) @exported))
((source_file (ERROR (user_type (type_identifier) @_interface) . (simple_identifier) @exported .))
  (#eq? @_interface "interface"))
(source_file (function_declaration (simple_identifier) @exported))
(source_file (type_alias . (type_identifier) @exported))

; Bodies that wait for their code

((call_expression (simple_identifier) @_todo) @stub (#eq? @_todo "TODO"))
((jump_expression "throw" (call_expression (simple_identifier) @_class)) @stub
  (#any-of? @_class "NotImplementedError" "UnsupportedOperationException"))
([(line_comment) (multiline_comment)] @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR "class" @definition.class . (type_identifier) @name . (primary_constructor)? . "{" @body) @open
(ERROR "class" @definition.class . (simple_identifier) @name . "{" @body) @open
(ERROR "interface" @definition.interface . (type_identifier) @name . "{" @body) @open
(ERROR
  "fun" @definition.function
  . (simple_identifier) @name
  . (function_value_parameters)
  . "{" @body) @open
(ERROR
  "fun" @definition.function
  . (simple_identifier) @name
  . (function_value_parameters)
  . ":"
  . (_)
  . "{" @body) @open
