[(table) (table_array_element)] @block

(pair) @statement

(comment) @comment
(string) @string
