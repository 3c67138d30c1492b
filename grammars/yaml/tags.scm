(block_mapping_pair key: (flow_node) @name value: (block_node) @body) @definition.property
(block_mapping_pair key: (flow_node) @name) @definition.property

(comment) @comment
