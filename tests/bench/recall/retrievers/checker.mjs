// Owns the reference that has the whole compiler at hand: names near the hole, their types, and what these lead to.
import { join } from "node:path";
import { programOf, ts } from "../compiler.mjs";
import { headersOf } from "../headers.mjs";
import { importResolver } from "../imports.mjs";
import { viewOf } from "../score.mjs";
import { headerOf } from "../typescript-truth.mjs";

// A program takes seconds to prepare, so holes of different files share one. The holes of the others are empty as well.
const HOLES_PER_PROGRAM = 20;
// How far types are followed from a name, and how many members are looked at.
const MOST_STEPS = 2;
const MOST_MEMBERS = 60;

/** `holes` are those that it will be asked about, with their imports pruned. */
export function checkerOf(holes) {
  return {
    name: "compiler",
    async prepare(corpus) {
      const headers = await headersOf(corpus);
      const importsOf = importResolver(corpus);
      const whole = programOf(corpus);
      const batches = batchesOf(holes);
      let batch;
      let program;
      return ({ file, text, offset, hole }) => {
        if (!batch?.includes(hole)) {
          batch = batches.find((each) => each.includes(hole));
          const texts = new Map(batch.map((each) => [each.file, viewOf(corpus, each, "pruned").text]));
          program = programOf(corpus, texts, whole);
        }
        const source = program.getSourceFile(join(corpus.root, file));
        const found = declarationsNear(program.getTypeChecker(), source, offset);
        return [
          ...inOtherFiles(corpus, source, found),
          ...importsOf(file, text).flatMap((each) => headers.get(each)),
        ];
      };
    },
  };
}

/** Each file at most once in a batch. */
function batchesOf(holes) {
  const batches = [];
  for (const hole of holes) {
    const batch = batches.find(
      (each) => each.length < HOLES_PER_PROGRAM && each.every(({ file }) => file !== hole.file),
    );
    if (batch === undefined) batches.push([hole]);
    else batch.push(hole);
  }
  return batches;
}

/** Declarations, closest first: names of the function by line, its class, imported names. */
function declarationsNear(checker, source, offset) {
  const found = new Set();
  const seen = new Set();
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line;
  const around = (node) => offset >= node.getStart() && offset <= node.end;
  const fn = deepest(source, (node) => ts.isFunctionLike(node) && around(node)) ?? source;
  const distance = (node) => Math.abs(lineOf(node.getStart()) - lineOf(offset));
  for (const name of identifiersIn(fn).sort((a, b) => distance(a) - distance(b))) follow(name);
  const container = deepest(source, (node) => ts.isClassLike(node) && around(node));
  if (container !== undefined) followType(checker.getTypeAtLocation(container), 0);
  for (const statement of source.statements)
    if (ts.isImportDeclaration(statement)) identifiersIn(statement).forEach(follow);
  return found;

  function follow(name) {
    let symbol = checker.getSymbolAtLocation(name);
    if (symbol === undefined) return;
    if (symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
    symbol.declarations?.forEach((declaration) => found.add(declaration));
    followType(checker.getTypeOfSymbolAtLocation(symbol, name), 0);
    followType(checker.getDeclaredTypeOfSymbol(symbol), 0);
  }

  function followType(type, steps) {
    if (type === undefined || seen.has(type) || steps > MOST_STEPS) return;
    seen.add(type);
    for (const symbol of [type.aliasSymbol, type.symbol])
      symbol?.declarations?.forEach((declaration) => found.add(declaration));
    const parts = type.isUnionOrIntersection() ? type.types : [];
    const given = [
      ...(type.aliasTypeArguments ?? []),
      ...(type.objectFlags & ts.ObjectFlags.Reference ? checker.getTypeArguments(type) : []),
    ];
    const bases = type.isClassOrInterface() ? checker.getBaseTypes(type) : [];
    const results = type.getCallSignatures().map((signature) => signature.getReturnType());
    const members = isOfLibrary(type) ? [] : checker.getPropertiesOfType(type).slice(0, MOST_MEMBERS);
    for (const member of members) member.declarations?.forEach((declaration) => found.add(declaration));
    for (const next of [...parts, ...bases, ...given, ...results]) followType(next, steps + 1);
  }
}

/** Strings, arrays and promises have many members, none of which is in the corpus. */
function isOfLibrary(type) {
  return /\/lib\.[^/]*\.d\.ts$/.test(type.symbol?.declarations?.[0]?.getSourceFile().fileName ?? "");
}

function inOtherFiles(corpus, own, declarations) {
  const known = new Set(corpus.files);
  const items = [];
  for (const declaration of declarations) {
    const source = declaration.getSourceFile();
    const file = source.fileName.slice(corpus.root.length + 1);
    if (source === own || !known.has(file) || ts.getNameOfDeclaration(declaration) === undefined) continue;
    const [start, end] = headerOf(declaration);
    items.push({ file, start, end, text: source.text.slice(start, end) });
  }
  return items;
}

function deepest(source, isWanted) {
  let found;
  const visit = (node) => {
    if (isWanted(node)) found = node;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return found;
}

function identifiersIn(node) {
  const found = [];
  const visit = (child) => {
    if (ts.isIdentifier(child)) found.push(child);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return found;
}
