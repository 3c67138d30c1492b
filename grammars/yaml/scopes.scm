[(block_mapping) (block_sequence)] @block

(block_mapping_pair) @statement
(block_sequence_item) @statement

(comment) @comment
[(double_quote_scalar) (single_quote_scalar) (block_scalar)] @string
