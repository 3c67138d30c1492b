(element (start_tag) @block.after (end_tag) @block.before)
(script_element (start_tag) @block.after (end_tag) @block.before)
(style_element (start_tag) @block.after (end_tag) @block.before)

(element) @statement

(comment) @comment
(quoted_attribute_value) @string
