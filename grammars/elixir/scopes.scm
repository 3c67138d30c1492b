(do_block "do" @block.after "end" @block.before)
(anonymous_function "fn" @block.after "end" @block.before)
[(list) (map) (tuple)] @block

(source (_) @statement)
(do_block (_) @statement)

(comment) @comment
[(string) (charlist) (sigil)] @string
(interpolation) @code

((call target: (identifier) @_import) @import
  (#any-of? @_import "import" "alias" "require" "use"))
((call target: (identifier) @_import (arguments . (alias) @import.source)) @import
  (#any-of? @_import "import" "alias" "require" "use"))
((call target: (identifier) @_import (arguments . (dot left: (alias) @import.source))) @import
  (#any-of? @_import "import" "alias" "require" "use"))
