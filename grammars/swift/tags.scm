; Types; an extension goes by the type it is for.

(class_declaration
  declaration_kind: ["class" "struct" "actor" "extension"]
  name: (type_identifier) @name
  body: (_) @body) @definition.class
(class_declaration
  declaration_kind: "extension"
  name: (user_type (type_identifier) @name)
  body: (_) @body) @definition.class
(class_declaration
  declaration_kind: "enum"
  name: (type_identifier) @name
  body: (_) @body) @definition.enum
(enum_entry name: (_) @name) @definition.enum-member
(protocol_declaration name: (_) @name body: (_) @body) @definition.interface
(typealias_declaration name: (type_identifier) @name) @definition.type
(associatedtype_declaration name: (_) @name) @definition.type

; Functions and methods

(class_body (function_declaration name: (simple_identifier) @name body: (_) @body) @definition.method)
(enum_class_body (function_declaration name: (simple_identifier) @name body: (_) @body) @definition.method)
(function_declaration name: (simple_identifier) @name body: (_) @body) @definition.function
(protocol_function_declaration name: (simple_identifier) @name) @definition.method
(init_declaration "init" @name body: (_) @body) @definition.constructor
(deinit_declaration "deinit" @name body: (_) @body) @definition.method
(subscript_declaration "subscript" @name) @definition.method

; Properties, constants and variables

(class_body
  (property_declaration
    name: (pattern (simple_identifier) @name)
    computed_value: (_) @body) @definition.property)
(class_body (property_declaration name: (pattern (simple_identifier) @name)) @definition.field)
(enum_class_body (property_declaration name: (pattern (simple_identifier) @name)) @definition.field)
(protocol_property_declaration name: (pattern (simple_identifier) @name)) @definition.property
(source_file
  (property_declaration
    (value_binding_pattern "let")
    name: (pattern (simple_identifier) @name)) @definition.constant)
(source_file
  (property_declaration name: (pattern (simple_identifier) @name)) @definition.variable)

; What stands above or in front of a definition

(attribute) @decorator
[(comment) (multiline_comment)] @comment

; Public names

((source_file (_ (modifiers (visibility_modifier) @_public) name: (_) @exported))
  (#any-of? @_public "public" "open"))

; Bodies that wait for their code

((call_expression
  (simple_identifier) @_fatal
  (call_suffix (value_arguments (value_argument (line_string_literal) @_reason)))) @stub
  (#any-of? @_fatal "fatalError" "preconditionFailure")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((call_expression (simple_identifier) @_fatal (call_suffix (value_arguments . "(" . ")"))) @stub
  (#eq? @_fatal "fatalError"))
([(comment) (multiline_comment)] @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR
  ["class" "struct" "extension"] @definition.class
  . [(type_identifier) (simple_identifier)] @name
  . (inheritance_specifier)?
  . "{" @body) @open
(ERROR "func" @definition.function . (simple_identifier) @name "{" @body) @open
