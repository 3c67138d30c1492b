(object) @block

; Not closed yet.
(ERROR "{" @block.open) @open

(pair) @statement

(comment) @comment
(string) @string
