; Where the cursor is.

(block) @block

(module (_) @statement)
(block (_) @statement)

(comment) @comment
(string) @string
(interpolation) @code

; A quote that was not closed yet.
(ERROR (string_start) @string.open)

; Imports

[(import_statement) (import_from_statement) (future_import_statement)] @import
(ERROR ["import" "from"] @import.open)

(import_statement
  name: (dotted_name . (identifier) @import.name @import.namespace) @import.source) @import
(import_statement
  name: (aliased_import
    name: (dotted_name) @import.source
    alias: (identifier) @import.name @import.namespace)) @import

(import_from_statement module_name: (_) @import.source) @import
(import_from_statement (wildcard_import) @import.all) @import
(import_from_statement name: (dotted_name) @import.name @import.member) @import
(import_from_statement
  name: (aliased_import
    name: (dotted_name) @import.imported
    alias: (identifier) @import.name) @import.member) @import

(future_import_statement "__future__" @import.source) @import
(future_import_statement name: (dotted_name) @import.name) @import
