; inherits: _ecma

; Functions and methods without a body: overloads, ambient and abstract ones

(function_signature name: (_) @name) @definition.function
(abstract_method_signature name: (_) @name) @definition.method
(class_body (method_signature name: (_) @name) @definition.method)

; Types

(abstract_class_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(type_alias_declaration name: (_) @name) @definition.type
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(internal_module name: (_) @name body: (_) @body) @definition.module
(module name: (_) @name body: (_) @body) @definition.module

; Members

(public_field_definition
  name: (_) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
  ]) @definition.method

(public_field_definition name: (_) @name) @definition.field

; constructor(private readonly pool: Pool)
(required_parameter (accessibility_modifier) pattern: (identifier) @name) @definition.field
(required_parameter "readonly" pattern: (identifier) @name) @definition.field
(optional_parameter (accessibility_modifier) pattern: (identifier) @name) @definition.field
(optional_parameter "readonly" pattern: (identifier) @name) @definition.field

(interface_body (property_signature name: (_) @name) @definition.property)
(interface_body (method_signature name: (_) @name) @definition.method)

(type_alias_declaration
  value: (object_type (property_signature name: (_) @name) @definition.property))
(type_alias_declaration
  value: (object_type (method_signature name: (_) @name) @definition.method))

(enum_body name: (_) @name @definition.enum-member)
(enum_assignment name: (_) @name) @definition.enum-member

(ambient_declaration (_) @inner) @outer

; declare const VERSION: string
(ambient_declaration
  (lexical_declaration
    (variable_declarator name: (identifier) @name)) @definition.constant)
(ambient_declaration
  (variable_declaration
    (variable_declarator name: (identifier) @name)) @definition.variable)

; Not closed yet

(ERROR
  "function" @definition.function
  . (identifier) @name
  . (type_parameters)?
  . (formal_parameters)
  . (type_annotation)?
  . "{" @body) @open
(ERROR
  (identifier) @name @definition.function
  . (type_annotation)?
  . "="
  . "async"?
  . (type_parameters)?
  . (formal_parameters)
  . (type_annotation)?
  . "=>"
  . "{" @body) @open
(ERROR
  "class" @definition.class
  . [(identifier) (type_identifier)] @name
  . (type_parameters)?
  . (class_heritage)?
  . "{" @body) @open
(ERROR
  (property_identifier) @name @definition.method
  . (type_parameters)?
  . (formal_parameters)
  . (type_annotation)?
  . "{" @body) @open
