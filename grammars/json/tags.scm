(pair key: (string (string_content) @name) value: (object) @body) @definition.property
(pair key: (string (string_content) @name)) @definition.property

(comment) @comment
