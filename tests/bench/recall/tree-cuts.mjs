// Owns where code of Go, Java and Rust may be cut and what it declares, by the grammars that the build packs; offsets are UTF-16 units.
import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import { Language, Parser } from "web-tree-sitter";
import { BODY_LINES, MOST_HEADER_CHARACTERS, MOST_STATEMENT_LINES } from "./holes.mjs";

const GRAMMARS = new URL("../../../dist/grammars/", import.meta.url);

/**
 * Names of nodes. `blocks` hold statements, `types` have a header up to their brace, `values` are declared with as many names
 * as they have; a name inside of `unnamed` is a use of nothing.
 */
const LANGUAGES = {
  go: {
    functions: ["function_declaration", "method_declaration"],
    signatures: ["method_elem"],
    types: ["type_spec", "type_alias"],
    values: ["field_declaration", "const_spec", "var_spec"],
    blocks: ["block", "statement_list"],
    arguments: "argument_list",
    names: ["identifier", "field_identifier", "type_identifier", "package_identifier"],
    imports: "import_spec",
    bindings: goBindings,
  },
  java: {
    functions: ["method_declaration", "constructor_declaration"],
    signatures: ["annotation_type_element_declaration"],
    types: [
      "class_declaration",
      "interface_declaration",
      "enum_declaration",
      "record_declaration",
      "annotation_type_declaration",
    ],
    values: ["enum_constant", "field_declaration", "constant_declaration"],
    blocks: ["block", "constructor_body"],
    arguments: "argument_list",
    names: ["identifier", "type_identifier"],
    imports: "import_declaration",
    bindings: javaBindings,
  },
  rust: {
    functions: ["function_item"],
    signatures: ["function_signature_item", "macro_definition"],
    types: ["struct_item", "enum_item", "union_item", "trait_item", "mod_item"],
    values: [
      "field_declaration",
      "enum_variant",
      "const_item",
      "static_item",
      "type_item",
      "associated_type",
    ],
    blocks: ["block"],
    arguments: "arguments",
    names: ["identifier", "field_identifier", "type_identifier"],
    imports: "use_declaration",
    bindings: rustBindings,
  },
};

/**
 * File → `{ functions, declarations, imports, names }`. A function is `{ start, body, statements, tokens, arguments,
 * identifiers: [{ name, offset, member }] }`, a declaration `{ name, offset, header }`, an import `{ span, names: [{ local,
 * span }] }`, a name `[name, start, end]`.
 */
export async function treeCuts(corpus) {
  await Parser.init();
  const packed = readFileSync(new URL(`${corpus.language}.wasm.br`, GRAMMARS));
  const parser = new Parser();
  parser.setLanguage(await Language.load(brotliDecompressSync(packed)));
  const cuts = new Map();
  for (const file of corpus.files) {
    const tree = parser.parse(corpus.read(file));
    cuts.set(file, cutsOf(tree.rootNode, corpus.read(file), LANGUAGES[corpus.language]));
    tree.delete();
  }
  parser.delete();
  return cuts;
}

function cutsOf(root, text, language) {
  const facts = { functions: [], declarations: [], imports: [], names: [] };
  const visit = (node, isInside) => {
    const { type } = node;
    if (language.names.includes(type)) facts.names.push([node.text, node.startIndex, node.endIndex]);
    const isFunction = language.functions.includes(type);
    if (isFunction) {
      const cut = functionOf(node, language);
      if (cut !== undefined) facts.functions.push(cut);
    }
    // Inside of a function nothing can be seen from elsewhere.
    if (!isInside) facts.declarations.push(...declarationsIn(node, text, language));
    if (type === language.imports) facts.imports.push({ span: spanOf(node), names: language.bindings(node) });
    for (const child of node.children) visit(child, isInside || isFunction);
  };
  visit(root, false);
  // What an import names is no use of it.
  facts.names = facts.names.filter(
    ([, start]) => !facts.imports.some(({ span }) => start >= span[0] && start < span[1]),
  );
  return facts;
}

function declarationsIn(node, text, { functions, signatures, types, values }) {
  const { type } = node;
  const isType = types.includes(type);
  if (!isType && ![...functions, ...signatures, ...values].includes(type)) return [];
  const end = isType ? bodyStart(node, text) : (node.childForFieldName("body")?.startIndex ?? node.endIndex);
  const shown = text.slice(node.startIndex, Math.min(end, node.startIndex + MOST_HEADER_CHARACTERS));
  const header = [node.startIndex, node.startIndex + shown.trimEnd().length];
  const holders = node.childrenForFieldName("declarator");
  return (holders.length > 0 ? holders : [node])
    .flatMap((holder) => holder.childrenForFieldName("name"))
    .filter((name) => name.isNamed)
    .map((name) => ({ name: name.text, offset: name.startIndex, header }));
}

function bodyStart(node, text) {
  const brace = text.indexOf("{", node.startIndex);
  return brace < 0 || brace > node.endIndex ? node.endIndex : brace;
}

/** Undefined where the block is too short or too long to have holes. */
function functionOf(node, language) {
  const block = node.childForFieldName("body");
  const inside = block?.namedChildren ?? [];
  const statements = inside.flatMap((child) =>
    language.blocks.includes(child.type) && child.type !== block.type ? child.namedChildren : [child],
  );
  const [first, last] = [statements[0], statements.at(-1)];
  if (first === undefined || first.startPosition.row === node.startPosition.row) return undefined;
  const lines = last.endPosition.row - first.startPosition.row + 1;
  if (lines < BODY_LINES.least || lines > BODY_LINES.most) return undefined;
  const cut = { start: node.startIndex, body: [first.startIndex, last.endIndex] };
  Object.assign(cut, { statements: [], tokens: [], arguments: [], identifiers: [] });
  const visit = (each) => {
    if (each.type.includes("comment")) return;
    if (each.childCount === 0 && each.startIndex >= first.startIndex) cut.tokens.push(each.startIndex);
    if (isStatement(each, language)) cut.statements.push(spanOf(each));
    if (each.type === language.arguments && each.namedChildCount > 0) {
      cut.arguments.push([each.startIndex + 1, each.endIndex - 1]);
    }
    if (language.names.includes(each.type)) {
      const member = each.previousSibling?.type === ".";
      cut.identifiers.push({ name: each.text, offset: each.startIndex, member });
    }
    for (const child of each.children) visit(child);
  };
  for (const statement of statements) visit(statement);
  return cut;
}

function isStatement(node, { blocks }) {
  const isInBlock = node.parent !== null && blocks.includes(node.parent.type);
  if (!isInBlock || !node.isNamed || blocks.includes(node.type)) return false;
  return node.endPosition.row - node.startPosition.row + 1 <= MOST_STATEMENT_LINES;
}

function goBindings(node) {
  const path = node.childForFieldName("path").text.slice(1, -1);
  const local =
    node.childForFieldName("name")?.text ??
    path
      .replace(/\/v\d+$/, "")
      .split("/")
      .at(-1);
  return [{ local, span: spanOf(node) }];
}

function javaBindings(node) {
  const name = node.text.replace(/;$/, "").split(".").at(-1);
  return [{ local: name, span: spanOf(node) }];
}

/** The names at the ends of the branches, those in lists with the place of their whole branch and the list it is in. */
function rustBindings(node) {
  const found = [];
  const visit = (each, span, list) => {
    switch (each.type) {
      case "use_list":
        for (const child of each.namedChildren) visit(child, spanOf(child), each.id);
        break;
      case "scoped_use_list":
        visit(each.childForFieldName("list"), span, list);
        break;
      case "use_as_clause":
        found.push({ local: each.childForFieldName("alias").text, span, list });
        break;
      case "scoped_identifier":
        found.push({ local: each.childForFieldName("name").text, span, list });
        break;
      default:
        found.push({ local: each.text, span, list });
    }
  };
  visit(node.childForFieldName("argument"), spanOf(node), undefined);
  return found;
}

function spanOf(node) {
  return [node.startIndex, node.endIndex];
}
