; Elements that have a name

((element
  (start_tag
    (attribute (attribute_name) @_id (quoted_attribute_value (attribute_value) @name))) @body.after
  (end_tag) @body.before) @definition.property
  (#eq? @_id "id"))
((element
  (self_closing_tag
    (attribute (attribute_name) @_id (quoted_attribute_value (attribute_value) @name)))) @definition.property
  (#eq? @_id "id"))

(comment) @comment
