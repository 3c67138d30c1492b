; inherits: _ecma

; import fs = require("fs")
(import_statement
  (import_require_clause
    (identifier) @import.name @import.namespace
    source: (string (string_fragment) @import.source))) @import

(export_statement "=" @export.name (identifier) @export.local)
