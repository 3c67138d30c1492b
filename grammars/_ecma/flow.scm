; What the code does with values, in JavaScript and its dialects.

(function_declaration name: (_) @function.name) @function
(generator_function_declaration name: (_) @function.name) @function
(method_definition name: (_) @function.name) @function
[(function_expression) (generator_function) (arrow_function)] @function

(arrow_function parameter: (identifier) @parameter)
(formal_parameters (_ (shorthand_property_identifier_pattern) @parameter))

; Where a name gets its value

(variable_declarator name: (_) @assignment.target value: (_) @assignment.value) @assignment
(assignment_expression left: (_) @assignment.target right: (_) @assignment.value) @assignment
(for_in_statement left: (_) @assignment.target right: (_) @assignment.value) @assignment
(augmented_assignment_expression left: (_) @append.target right: (_) @append.value) @append

; What is done with it

(call_expression function: (_) @call.callee arguments: (arguments) @call.arguments) @call
(new_expression constructor: (_) @call.callee arguments: (arguments) @call.arguments) @call
(arguments [(expression) (spread_element)] @argument)
(pair key: (_) @option.name value: (_) @option.value) @option
(return_statement (_) @return.value) @return
(arrow_function body: (expression) @return.value) @return

; Text, and what is put together to text

[(string) (template_string) (regex)] @text
(template_substitution) @hole
(template_string (template_substitution)) @joined
(binary_expression operator: "+") @joined
[(array) (object)] @list
; A tag gets the pieces and the values apart.
(call_expression arguments: (template_string) @tagged)

; Names, and where they do not hand on a value

[(identifier) (shorthand_property_identifier) (shorthand_property_identifier_pattern) (this)] @name
(member_expression object: (_) @access.by property: [(property_identifier) (private_property_identifier)] @access.name) @access
(subscript_expression index: (_) @aside)
(ternary_expression condition: (_) @aside)
(binary_expression operator: ["==" "===" "!=" "!==" "<" "<=" ">" ">=" "in" "instanceof"]) @aside
(unary_expression operator: ["!" "typeof"]) @aside

; Names that a definition, an import or a pattern brings in

(function_declaration name: (_) @bound)
(generator_function_declaration name: (_) @bound)
(function_expression name: (_) @bound)
(class_declaration name: (_) @bound)
(class name: (_) @bound)
(variable_declarator name: (_) @bound)
(catch_clause parameter: (_) @bound)
(for_in_statement left: (_) @bound)
(import_statement) @bound
(export_statement source: (_)) @bound
(export_specifier alias: (_) @bound)
