; Names of JavaScript and its dialects. The vocabulary is in ../README.md.

; Functions

(function_declaration name: (_) @name body: (_) @body) @definition.function
(generator_function_declaration name: (_) @name body: (_) @body) @definition.function

(lexical_declaration
  (variable_declarator
    name: (identifier) @name
    value: [
      (arrow_function body: (_) @body)
      (function_expression body: (_) @body)
      (generator_function body: (_) @body)
    ])) @definition.function

(variable_declaration
  (variable_declarator
    name: (identifier) @name
    value: [
      (arrow_function body: (_) @body)
      (function_expression body: (_) @body)
      (generator_function body: (_) @body)
    ])) @definition.function

; module.exports.parse = function () {}
(expression_statement
  (assignment_expression
    left: (member_expression property: (property_identifier) @name)
    right: [
      (arrow_function body: (_) @body)
      (function_expression body: (_) @body)
      (generator_function body: (_) @body)
    ])) @definition.function

; A default export without a name goes by the word that stands for it.
(export_statement
  "default" @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression !name body: (_) @body)
  ]) @definition.function

; A declaration whose closing brace is missing reads as an expression.
(expression_statement
  (function_expression name: (identifier) @name body: (_) @body)) @definition.function
(expression_statement (class name: (_) @name body: (_) @body)) @definition.class

; Classes and their members

(class_declaration name: (_) @name body: (_) @body) @definition.class

(lexical_declaration
  (variable_declarator
    name: (identifier) @name
    value: (class body: (_) @body))) @definition.class

(export_statement
  "default" @name
  value: (class !name body: (_) @body)) @definition.class

((method_definition name: (property_identifier) @name body: (_) @body) @definition.constructor
  (#eq? @name "constructor"))

(method_definition name: (_) @name body: (_) @body) @definition.method

(pair
  key: (property_identifier) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
  ]) @definition.method

; Constants and variables of the file

(program
  (lexical_declaration
    "const"
    (variable_declarator name: (identifier) @name)) @definition.constant)

(program
  (lexical_declaration
    "let"
    (variable_declarator name: (identifier) @name)) @definition.variable)

(program
  (variable_declaration
    (variable_declarator name: (identifier) @name)) @definition.variable)

(program
  (lexical_declaration
    (variable_declarator
      name: [
        (object_pattern (shorthand_property_identifier_pattern) @name)
        (array_pattern (identifier) @name)
      ])) @definition.variable)

(export_statement
  declaration: (lexical_declaration
    (variable_declarator
      name: [
        (object_pattern (shorthand_property_identifier_pattern) @name)
        (array_pattern (identifier) @name)
      ])) @definition.variable)

(export_statement
  declaration: (lexical_declaration
    "const"
    (variable_declarator name: (identifier) @name)) @definition.constant)

(export_statement
  declaration: (lexical_declaration
    "let"
    (variable_declarator name: (identifier) @name)) @definition.variable)

; What stands around a definition

(export_statement declaration: (_) @inner) @outer.exported
(decorator) @decorator
(comment) @comment

; Names that are exported away from their definition

(export_statement
  !source
  (export_clause (export_specifier name: (identifier) @exported)))

(export_statement "default" @exported value: (_))
(export_statement "default" value: (identifier) @exported)

(expression_statement
  (assignment_expression
    left: (member_expression) @_exports
    right: [
      (identifier) @exported
      (object (shorthand_property_identifier) @exported)
    ])
  (#eq? @_exports "module.exports"))

(expression_statement
  (assignment_expression
    left: (member_expression
      object: (_) @_exports
      property: (property_identifier) @exported))
  (#any-of? @_exports "exports" "module.exports"))

; Bodies that wait for their code

(throw_statement
  (new_expression arguments: (arguments . [(string) (template_string)] @_reason))
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me")) @stub

(throw_statement
  (call_expression arguments: (arguments . [(string) (template_string)] @_reason))
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me")) @stub

(throw_statement
  (new_expression constructor: (identifier) @_class)
  (#match? @_class "^(NotImplemented|Unimplemented)")) @stub

((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))
