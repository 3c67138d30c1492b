; inherits: _ecma

(field_definition
  property: (_) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
  ]) @definition.method

(field_definition property: (_) @name) @definition.field
(assignment_expression
  left: (member_expression object: (this) property: (_) @given)) @definition.field

; Not closed yet

(ERROR
  "function" @definition.function
  . (identifier) @name
  . (formal_parameters)
  . "{" @body) @open
(ERROR
  (identifier) @name @definition.function
  . "="
  . "async"?
  . (formal_parameters)
  . "=>"
  . "{" @body) @open
(ERROR
  "class" @definition.class
  . (identifier) @name
  . (class_heritage)?
  . "{" @body) @open
(ERROR
  (property_identifier) @name @definition.method
  . (formal_parameters)
  . "{" @body) @open
