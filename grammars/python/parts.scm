; What code actions look for.

(try_statement) @guarded
(call) @call
(await) @call

; Choices

(match_statement subject: (_) @choice.subject) @choice
(case_clause (case_pattern) @case.label) @case
((case_clause (case_pattern) @_pattern) @default (#eq? @_pattern "_"))

; Heads without types

((parameters (identifier) @untyped) (#not-any-of? @untyped "self" "cls"))
(parameters (default_parameter) @untyped)
(function_definition parameters: (_) @untyped !return_type)

; Types of one of several values

((assignment
  left: (identifier) @union.name
  right: (subscript value: (identifier) @_literal) @union.body) @union
  (#eq? @_literal "Literal"))
((subscript value: (identifier) @_literal subscript: (string) @variant) (#eq? @_literal "Literal"))
((class_definition
  name: (_) @enumeration.name
  superclasses: (argument_list (identifier) @_parent)) @enumeration
  (#match? @_parent "(Enum|Flag)$"))
((class_definition
  name: (_) @enumeration.name
  superclasses: (argument_list (attribute attribute: (identifier) @_parent))) @enumeration
  (#match? @_parent "(Enum|Flag)$"))

; Names with a type

(typed_parameter . (identifier) @typed.name type: (type (_) @typed.type)) @typed
(assignment left: (identifier) @typed.name type: (type (_) @typed.type)) @typed

; What a class has to provide

(class_definition superclasses: (argument_list (identifier) @parent.name)) @parent
((decorated_definition
  (decorator (identifier) @_decorator)) @abstract
  (#eq? @_decorator "abstractmethod"))
((decorated_definition
  (decorator (attribute attribute: (identifier) @_decorator))) @abstract
  (#eq? @_decorator "abstractmethod"))

; Code that has a newer form

(binary_operator left: (string) operator: "%") @format-string
((call function: (attribute object: (string) attribute: (identifier) @_method)) @format-string
  (#eq? @_method "format"))
((for_statement
  body: (block
    . (expression_statement
      (call function: (attribute attribute: (identifier) @_method))) .)) @collecting-loop
  (#eq? @_method "append"))
