[(block) (class_body) (enum_body) (extension_body) (switch_block)] @block

; Not closed yet.
(ERROR "{" @block.open) @open

(block (_) @statement)
(class_body (_) @statement)
(program (_) @statement)

[(comment) (documentation_comment)] @comment
(string_literal) @string
(template_substitution) @code

(import_or_export) @import
(import_or_export (library_import (import_specification (configurable_uri (uri) @import.source)))) @import
(import_or_export (library_import (import_specification (identifier) @import.name))) @import
(import_or_export (library_export (configurable_uri (uri) @import.source))) @import
