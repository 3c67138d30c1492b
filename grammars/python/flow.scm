; What the code does with values.

(function_definition name: (_) @function.name) @function
(lambda) @function

(parameters (identifier) @parameter)
(parameters (default_parameter name: (identifier) @parameter))
(parameters (typed_parameter . (identifier) @parameter))
(parameters (typed_default_parameter name: (identifier) @parameter))
(parameters [(list_splat_pattern (identifier) @parameter) (dictionary_splat_pattern (identifier) @parameter)])
(parameters
  (typed_parameter
    [(list_splat_pattern (identifier) @parameter) (dictionary_splat_pattern (identifier) @parameter)]))
(lambda_parameters (identifier) @parameter)
(lambda_parameters (default_parameter name: (identifier) @parameter))

(decorated_definition
  (decorator (_) @decorated.by)
  definition: (function_definition)) @decorated

; Where a name gets its value

(assignment left: (_) @assignment.target right: (_) @assignment.value) @assignment
(named_expression name: (_) @assignment.target value: (_) @assignment.value) @assignment
(for_statement left: (_) @assignment.target right: (_) @assignment.value) @assignment
(for_in_clause left: (_) @assignment.target right: (_) @assignment.value) @assignment
(as_pattern (_) @assignment.value alias: (as_pattern_target) @assignment.target) @assignment
(augmented_assignment left: (_) @append.target right: (_) @append.value) @append

; What is done with it

(call function: (_) @call.callee arguments: (argument_list) @call.arguments) @call
(argument_list [(expression) (keyword_argument) (list_splat) (dictionary_splat)] @argument)
(keyword_argument name: (_) @option.name value: (_) @option.value) @option
(pair key: (_) @option.name value: (_) @option.value) @option
(return_statement (_) @return.value) @return

; Text, and what is put together to text

(string) @text
(interpolation) @hole
(string (interpolation)) @joined
(binary_operator operator: ["+" "%"]) @joined
[(list) (dictionary) (list_comprehension)] @list

; Names, and where they do not hand on a value

(identifier) @name
(attribute attribute: (identifier) @member)
(attribute object: (_) @access.by attribute: (identifier) @access.name) @access
(subscript subscript: (_) @aside)
(conditional_expression (_) . "if" . (_) @aside)
(comparison_operator) @aside
(not_operator) @aside

; Names that a definition, an import or a pattern brings in

(function_definition name: (_) @bound)
(class_definition name: (_) @bound)
[
  (import_statement)
  (import_from_statement)
  (future_import_statement)
  (global_statement)
  (nonlocal_statement)
  (case_pattern)
  (type_parameter)
] @bound
(type_alias_statement left: (_) @bound)
