(rule_set (selectors . (_) @name) (block) @body) @definition.class
(keyframes_statement (keyframes_name) @name (keyframe_block_list) @body) @definition.class
((declaration (property_name) @name) @definition.property (#match? @name "^--"))

(comment) @comment
