; inherits: c

(declaration_list) @block
(field_declaration_list (_) @statement)
(declaration_list (_) @statement)

(raw_string_literal) @string

; Names that come from other namespaces

(using_declaration) @import
(using_declaration (qualified_identifier name: (_) @import.name) @import.source) @import
(using_declaration (identifier) @import.source) @import
