; inherits: _ecma

; Heads without types

(required_parameter pattern: (_) !type !value) @untyped
(optional_parameter !type) @untyped
(arrow_function parameter: (identifier) @untyped)
(arrow_function parameters: (_) @untyped !return_type)
(function_declaration parameters: (_) @untyped !return_type)
(function_expression parameters: (_) @untyped !return_type)
((method_definition name: (_) @_name parameters: (_) @untyped !return_type)
  (#not-eq? @_name "constructor"))

; Types of one of several values

(type_alias_declaration name: (_) @union.name value: (union_type) @union.body) @union
(union_type [(literal_type) (type_identifier) (object_type)] @variant)
(property_signature name: (_) @tag.name type: (type_annotation (literal_type) @tag.value)) @tag
(enum_declaration name: (_) @enumeration.name) @enumeration

; Names with a type

(required_parameter
  pattern: (identifier) @typed.name
  type: (type_annotation (_) @typed.type)) @typed
(variable_declarator
  name: (identifier) @typed.name
  type: (type_annotation (_) @typed.type)) @typed

; What a class has to provide

(class_declaration
  (class_heritage (implements_clause (type_identifier) @parent.name))) @parent
(class_declaration
  (class_heritage (implements_clause (generic_type name: (type_identifier) @parent.name)))) @parent
(class_declaration
  (class_heritage (extends_clause value: (identifier) @parent.name))) @parent
(abstract_method_signature) @abstract
(property_signature "?") @optional
(method_signature "?") @optional
