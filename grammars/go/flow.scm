; What calls bring along, and which names a function has for itself.

(function_declaration name: (_) @function.name) @function
(method_declaration name: (_) @function.name) @function
(func_literal) @function

(parameter_declaration name: (identifier) @parameter)
(variadic_parameter_declaration name: (identifier) @parameter)

(short_var_declaration left: (_) @assignment.target right: (_) @assignment.value) @assignment
(assignment_statement left: (_) @assignment.target right: (_) @assignment.value) @assignment
(range_clause left: (_) @assignment.target right: (_) @assignment.value) @assignment
(receive_statement left: (_) @assignment.target right: (_) @assignment.value) @assignment

(var_spec name: (identifier) @bound)
(const_spec name: (identifier) @bound)
(type_spec name: (_) @bound)
(type_switch_statement alias: (_) @bound)

(call_expression function: (_) @call.callee arguments: (argument_list) @call.arguments) @call
(argument_list [(_expression) (variadic_argument)] @argument)
