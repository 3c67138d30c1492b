; inherits: _ecma

(formal_parameters
  (_
    pattern: [
      (identifier) @parameter
      (rest_pattern (identifier) @parameter)
      (object_pattern (shorthand_property_identifier_pattern) @parameter)
    ]))

(type_identifier) @type
(nested_type_identifier name: (_) @member)
(nested_type_identifier module: (_) @access.by name: (_) @access.name) @access

(interface_declaration name: (_) @bound)
(type_alias_declaration name: (_) @bound)
(enum_declaration name: (_) @bound)
(internal_module name: (_) @bound)
(module name: (_) @bound)
(abstract_class_declaration name: (_) @bound)
(function_signature name: (_) @bound)
(type_parameter name: (_) @bound)
(infer_type . (_) @bound)
(mapped_type_clause name: (_) @bound)
(index_signature name: (_) @bound)
(import_alias . (identifier) @bound)
