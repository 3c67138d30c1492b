// Owns the types that doc comments give to parameters, in the forms that languages without annotations use; resolves nothing.

/** The type as written, by the name of the parameter. */
const FORMS: readonly RegExp[] = [
  // JSDoc: @param {Pool} [pool]
  /@param\s+\{(?<type>[^}]+)\}\s+\[?(?<name>[\w$]+)/g,
  // PHPDoc: @param Pool|null $pool
  /@param\s+(?<type>[\w\\|<>[\],?]+)\s+(?:&|\.\.\.)?(?<name>\$\w+)/g,
  // YARD: @param pool [Pool, nil], and the other way round
  /@param\s+(?<name>\w+)\s+\[(?<type>[^\]]+)\]/g,
  /@param\s+\[(?<type>[^\]]+)\]\s+(?<name>\w+)/g,
  // LuaLS: ---@param pool? Pool
  /---\s*@param\s+(?<name>\w+)\??\s+(?<type>[\w.|<>[\]]+)/g,
  // Sphinx: :param Pool pool:, and :type pool: Pool
  /:param\s+(?<type>[\w.[\], ]+?)\s+(?<name>\w+):/g,
  /:type\s+(?<name>\w+):\s*(?<type>[^\n]+)/g,
];

/**
 * @example typesInDoc("/** @param {Pool} pool *\/") // [{ name: "pool", type: "Pool" }]
 */
export function typesInDoc(doc: string): readonly { readonly name: string; readonly type: string }[] {
  return FORMS.flatMap((form) =>
    [...doc.matchAll(form)].map(({ groups }) => ({
      name: groups?.["name"] ?? "",
      type: groups?.["type"] ?? "",
    })),
  );
}
