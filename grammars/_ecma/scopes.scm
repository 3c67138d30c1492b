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
(export_statement source: (_)) @import @import.export
(ERROR "import" @import.open)

(import_statement source: (string (string_fragment) @import.source)) @import
(import_statement (import_clause (identifier) @import.name @import.default)) @import
(import_statement (import_clause (namespace_import (identifier) @import.name @import.namespace))) @import
(import_statement
  (import_clause (named_imports (import_specifier !alias name: (_) @import.name) @import.member))) @import
(import_statement
  (import_clause
    (named_imports
      (import_specifier name: (_) @import.imported alias: (_) @import.name) @import.member))) @import

(export_statement source: (string (string_fragment) @import.source)) @import @import.export
(export_statement "*" @import.all source: (_)) @import
(export_statement
  (export_clause (export_specifier !alias name: (_) @import.name))
  source: (_)) @import
(export_statement
  (export_clause (export_specifier name: (_) @import.imported alias: (_) @import.name))
  source: (_)) @import
(export_statement
  (namespace_export (_) @import.name @import.namespace)
  source: (_)) @import

(lexical_declaration
  (variable_declarator
    name: [
      (identifier) @import.name @import.namespace
      (object_pattern (shorthand_property_identifier_pattern) @import.name)
      (object_pattern (pair_pattern key: (_) @import.imported value: (identifier) @import.name))
    ]
    value: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string (string_fragment) @import.source))))
  (#eq? @_require "require")) @import

(variable_declaration
  (variable_declarator
    name: [
      (identifier) @import.name @import.namespace
      (object_pattern (shorthand_property_identifier_pattern) @import.name)
      (object_pattern (pair_pattern key: (_) @import.imported value: (identifier) @import.name))
    ]
    value: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string (string_fragment) @import.source))))
  (#eq? @_require "require")) @import

; What the file exports under another name

(export_statement "default" @export.name value: (identifier) @export.local)
(export_statement "default" @export.name declaration: (_ name: (_) @export.local))
(export_statement
  !source
  (export_clause (export_specifier name: (_) @export.local alias: (_) @export.name)))
