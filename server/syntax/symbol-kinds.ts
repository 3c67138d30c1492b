// Owns the kinds of definitions that tags.scm tells apart.

/** The order is part of what the index writes to the disk. */
export const SYMBOL_KINDS = [
  "function",
  "method",
  "constructor",
  "class",
  "interface",
  "type",
  "enum",
  "enum-member",
  "variable",
  "constant",
  "property",
  "field",
  "module",
] as const;
