; Modules and types

(module_definition (module_binding (module_name) @name body: (structure) @body)) @definition.module
(module_definition (module_binding (module_name) @name)) @definition.module
(module_type_definition (module_type_name) @name body: (signature) @body) @definition.interface
(module_type_definition (module_type_name) @name) @definition.interface
(type_definition (type_binding name: (_) @name body: (record_declaration))) @definition.class
(type_definition (type_binding name: (_) @name body: (variant_declaration))) @definition.enum
(type_definition (type_binding name: (_) @name)) @definition.type
(exception_definition (constructor_declaration (constructor_name) @name)) @definition.class
(constructor_declaration (constructor_name) @name) @definition.enum-member
(field_declaration (field_name) @name) @definition.field

; Functions, values and what a signature promises

(value_definition (let_binding pattern: (value_name) @name (parameter))) @definition.function
(value_definition
  (let_binding pattern: (value_name) @name body: [(function_expression) (fun_expression)])) @definition.function
(compilation_unit (value_definition (let_binding pattern: (value_name) @name)) @definition.constant)
(structure (value_definition (let_binding pattern: (value_name) @name)) @definition.constant)
(value_specification (value_name) @name) @definition.method
(external (value_name) @name) @definition.function

; Classes

(class_definition (class_binding (class_name) @name)) @definition.class
(method_definition (method_name) @name) @definition.method
(instance_variable_definition (instance_variable_name) @name) @definition.field

(comment) @comment

; What stands at the top of a file is public.

(compilation_unit (value_definition (let_binding pattern: (value_name) @exported)))
(compilation_unit (module_definition (module_binding (module_name) @exported)))
(compilation_unit (module_type_definition (module_type_name) @exported))
(compilation_unit (type_definition (type_binding name: (_) @exported)))
(compilation_unit (class_definition (class_binding (class_name) @exported)))

; Bodies that wait for their code

((application_expression function: (value_path (value_name) @_fail) argument: (string) @_reason) @stub
  (#any-of? @_fail "failwith" "invalid_arg")
  (#match? @_reason "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Uu]nimplemented|[Ii]mplement me"))
((comment) @stub
  (#match? @stub "TODO|FIXME|[Nn]ot (yet )?(been )?implemented|[Ii]mplement (me|this)|[Yy]our code here"))
