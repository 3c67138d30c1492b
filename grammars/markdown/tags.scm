; A section goes by its heading.

(section . (atx_heading heading_content: (_) @name)) @definition.module
(section . (setext_heading heading_content: (_) @name)) @definition.module

(html_block) @comment
