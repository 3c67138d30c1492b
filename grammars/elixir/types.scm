(struct (alias) @type)
(dot left: (alias) @type)
