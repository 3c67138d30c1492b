; Ruby writes no types; what a class is built on, mixed in and made from are the names that say them.

(superclass (constant) @type)
(superclass (scope_resolution name: (constant) @type))
((call method: (identifier) @_mixin arguments: (argument_list (constant) @type))
  (#any-of? @_mixin "include" "extend" "prepend"))
((call receiver: (constant) @type method: (identifier) @_new) (#eq? @_new "new"))
((call receiver: (scope_resolution name: (constant) @type) method: (identifier) @_new) (#eq? @_new "new"))

(class name: (constant) @type.declared)
