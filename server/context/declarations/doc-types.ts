// Owns the types that doc comments give, in the forms that languages without annotations use; resolves nothing.

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

const RESULT =
  /(?:@(?:returns?|type|var)\s+(?:\{(?<inBraces>[^}]+)\}|\[(?<inBrackets>[^\]]+)\]|(?<bare>[\w.\\|<>[\],?$]+)))|:rtype:\s*(?<field>[^\n]+)/;

/**
 * The type of what a doc comment stands above, or of what a call of that gives.
 *
 * @example resultInDoc("Takes one. @return [Connection]") // "Connection"
 */
export function resultInDoc(doc: string): string | undefined {
  const { inBraces, inBrackets, bare, field } = RESULT.exec(doc)?.groups ?? {};
  return inBraces ?? inBrackets ?? bare ?? field;
}
