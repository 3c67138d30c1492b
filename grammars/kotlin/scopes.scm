[(class_body) (enum_class_body) (lambda_literal)] @block
(function_body . "{") @block
(control_structure_body . "{") @block
(anonymous_initializer "{" @block.after "}" @block.before)
(secondary_constructor "{" @block.after "}" @block.before)
(when_expression "{" @block.after "}" @block.before)
(try_expression "{" @block.after "}" @block.before)

; Not closed yet.
(ERROR "{" @block.open) @open

(statements (_) @statement)
(source_file (_) @statement)
(class_body (_) @statement)

[(line_comment) (multiline_comment)] @comment

[(string_literal) (character_literal)] @string
[(interpolated_expression) (interpolated_identifier)] @code

; Imports

(import_header) @import
(ERROR "import" @import.open)

(import_header (identifier) @import.source) @import
(import_header (identifier (simple_identifier) @import.name .) .) @import
(import_header
  (identifier (simple_identifier) @import.imported .) @import.source
  (import_alias (type_identifier) @import.name)) @import
