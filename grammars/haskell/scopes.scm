[(do) (local_binds) (class_declarations) (instance_declarations)] @block

(declarations (_) @statement)
(do statement: (_) @statement)
(local_binds (_) @statement)

[(comment) (haddock)] @comment
[(string) (char)] @string

; Imports

(import) @import
(import module: (_) @import.source) @import
(import !names !alias module: (_) @import.source @import.all) @import
(import module: (_) @import.source names: (import_list name: (import_name [(variable) (name)] @import.name))) @import
(import module: (_) @import.source alias: (_) @import.name @import.namespace) @import
