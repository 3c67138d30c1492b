; Code in fences is code of its own, everything else is text.
(code_fence_content) @block
(section) @block

[(paragraph) (fenced_code_block) (list) (pipe_table) (block_quote) (atx_heading)] @statement

(html_block) @comment
