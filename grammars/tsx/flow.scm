; inherits: typescript

(jsx_attribute . (_) @option.name (_) @option.value) @option
