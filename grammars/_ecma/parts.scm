; What code actions look for, in JavaScript and its dialects.

(try_statement) @guarded
(call_expression) @call
(await_expression) @call

; Choices

(switch_statement value: (parenthesized_expression (_) @choice.subject) body: (_)) @choice
(switch_case value: (_) @case.label) @case
(switch_default) @default

; Code that has a newer form

(call_expression
  function: (member_expression property: (property_identifier) @_method)
  (#any-of? @_method "then" "catch")) @promise-chain
(binary_expression left: (string) operator: "+") @concatenation
(binary_expression operator: "+" right: (string)) @concatenation
(variable_declarator value: (function_expression)) @function-expression
