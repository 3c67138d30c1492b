; Functions and methods

(impl_item
  body: (declaration_list (function_item name: (_) @name body: (_) @body) @definition.method))
(trait_item
  body: (declaration_list (function_item name: (_) @name body: (_) @body) @definition.method))
(trait_item
  body: (declaration_list (function_signature_item name: (_) @name) @definition.method))
(function_item name: (_) @name body: (_) @body) @definition.function
(function_signature_item name: (_) @name) @definition.function
(macro_definition name: (_) @name) @definition.function

; Types and their members; an `impl` goes by the type it is for.

(struct_item name: (_) @name body: (field_declaration_list) @body) @definition.class
(struct_item name: (_) @name) @definition.class
(union_item name: (_) @name body: (_) @body) @definition.class
(enum_item name: (_) @name body: (_) @body) @definition.enum
(enum_variant name: (_) @name) @definition.enum-member
(trait_item name: (_) @name body: (_) @body) @definition.interface
(type_item name: (_) @name) @definition.type
(associated_type name: (_) @name) @definition.type

(impl_item type: (type_identifier) @name body: (_) @body) @definition.class
(impl_item type: (generic_type type: (type_identifier) @name) body: (_) @body) @definition.class
(impl_item type: (scoped_type_identifier name: (_) @name) body: (_) @body) @definition.class

(struct_item
  body: (field_declaration_list (field_declaration name: (_) @name) @definition.field))
(union_item
  body: (field_declaration_list (field_declaration name: (_) @name) @definition.field))

; Modules, constants, variables

(mod_item name: (_) @name body: (_) @body) @definition.module
(const_item name: (_) @name) @definition.constant
(static_item name: (_) @name) @definition.variable

; What stands above a definition

(attribute_item) @decorator
[(line_comment) (block_comment)] @comment

; Public names

(source_file (_ (visibility_modifier) name: (_) @exported))

; Bodies that wait for their code

((macro_invocation macro: (identifier) @_macro) @stub
  (#any-of? @_macro "todo" "unimplemented"))
((macro_invocation macro: (identifier) @_macro (token_tree . (string_literal) @_reason)) @stub
  (#eq? @_macro "panic")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
([(line_comment) (block_comment)] @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))

; Not closed yet

(ERROR
  "fn" @definition.function
  . (identifier) @name
  . (type_parameters)?
  . (parameters)
  . "->"?
  . (_)?
  . "{" @body) @open
(ERROR "struct" @definition.class . (type_identifier) @name . (type_parameters)? . "{" @body) @open
(ERROR "enum" @definition.enum . (type_identifier) @name . (type_parameters)? . "{" @body) @open
(ERROR "trait" @definition.interface . (type_identifier) @name . (type_parameters)? . "{" @body) @open
(ERROR "impl" @definition.class . (type_parameters)? . (type_identifier) @name . "{" @body) @open
