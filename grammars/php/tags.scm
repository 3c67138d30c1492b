; Functions and methods

((method_declaration name: (_) @name body: (_) @body) @definition.constructor
  (#eq? @name "__construct"))
(method_declaration name: (_) @name body: (_) @body) @definition.method
(method_declaration name: (_) @name) @definition.method
(function_definition name: (_) @name body: (_) @body) @definition.function

; Types and their members

(class_declaration name: (_) @name body: (_) @body) @definition.class
(trait_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(enum_case name: (_) @name) @definition.enum-member
(namespace_definition name: (_) @name body: (_) @body) @definition.module
(property_declaration (property_element name: (variable_name (name) @name))) @definition.field
(property_promotion_parameter name: (variable_name (name) @name)) @definition.field
(const_declaration (const_element . (name) @name)) @definition.constant

; define('DEBUG', false);
(program
  (expression_statement
    (function_call_expression
      function: (name) @_define
      arguments: (arguments . (argument (string (string_content) @name))))) @definition.constant
  (#eq? @_define "define"))
(program
  (expression_statement (assignment_expression left: (variable_name) @name)) @definition.variable)

; What stands above or in front of a definition

(attribute_list) @decorator
(comment) @comment

; What stands at the top of a file is public.

(program (function_definition name: (_) @exported))
(program (class_declaration name: (_) @exported))
(program (interface_declaration name: (_) @exported))
(program (trait_declaration name: (_) @exported))
(program (enum_declaration name: (_) @exported))
(program (const_declaration (const_element . (name) @exported)))

; Bodies that wait for their code

((expression_statement
  (throw_expression
    (object_creation_expression (arguments . (argument [(string) (encapsed_string)] @_reason))))) @stub
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((expression_statement (throw_expression (object_creation_expression [(name) (qualified_name)] @_class))) @stub
  (#match? @_class "NotImplemented|Unimplemented"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR "class" @definition.class . (name) @name . (base_clause)? . (class_interface_clause)? . "{" @body) @open
(ERROR "function" @definition.function . (name) @name . (formal_parameters) . "{" @body) @open
(ERROR
  "function" @definition.function
  . (name) @name
  . (formal_parameters)
  . ":"
  . (_)
  . "{" @body) @open
