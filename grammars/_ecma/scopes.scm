; Where the cursor is, in JavaScript and its dialects.

[(statement_block) (class_body) (switch_body)] @block

; Not closed yet.
(ERROR "{" @block.open) @open

(statement) @statement

(comment) @comment

[(string) (template_string) (regex)] @string
(template_substitution) @code

; A quote that was not closed yet.
(ERROR ["\"" "'" "`"] @string.open)

; Imports

(import_statement) @import
(export_statement source: (_)) @import
(ERROR "import" @import.open)

(import_statement source: (string (string_fragment) @import.source)) @import
(import_statement (import_clause (identifier) @import.name)) @import
(import_statement (import_clause (namespace_import (identifier) @import.name))) @import
(import_statement
  (import_clause (named_imports (import_specifier !alias name: (_) @import.name) @import.member))) @import
(import_statement
  (import_clause (named_imports (import_specifier alias: (_) @import.name) @import.member))) @import

(export_statement source: (string (string_fragment) @import.source)) @import
(export_statement
  (export_clause (export_specifier !alias name: (_) @import.name))
  source: (_)) @import
(export_statement
  (export_clause (export_specifier alias: (_) @import.name))
  source: (_)) @import
(export_statement
  (namespace_export (_) @import.name)
  source: (_)) @import

(lexical_declaration
  (variable_declarator
    name: [
      (identifier) @import.name
      (object_pattern (shorthand_property_identifier_pattern) @import.name)
      (object_pattern (pair_pattern value: (identifier) @import.name))
    ]
    value: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string (string_fragment) @import.source))))
  (#eq? @_require "require")) @import

(variable_declaration
  (variable_declarator
    name: [
      (identifier) @import.name
      (object_pattern (shorthand_property_identifier_pattern) @import.name)
      (object_pattern (pair_pattern value: (identifier) @import.name))
    ]
    value: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string (string_fragment) @import.source))))
  (#eq? @_require "require")) @import
