// Owns which declarations of other files hidden TypeScript uses, by asking the compiler about the whole program; run once per corpus.
import { join } from "node:path";
import { mayHaveHoles } from "../support/corpora.mjs";
import { programOf, ts } from "./compiler.mjs";
import {
  BODY_LINES,
  chance,
  HOLES_PER_KIND,
  KINDS,
  MOST_HEADER_CHARACTERS,
  MOST_STATEMENT_LINES,
  markNovel,
  pick,
  restOfLine,
} from "./holes.mjs";

/** Holes with the declarations that their code needs, as BENCHMARKS.md 5.2 and 5.4 say. */
export function typescriptHoles(corpus) {
  const program = programOf(corpus);
  const checker = program.getTypeChecker();
  const paths = new Map(corpus.files.map((file) => [program.getSourceFile(join(corpus.root, file)), file]));
  const holes = [];
  const wanted = new Map(KINDS.map((kind) => [kind, HOLES_PER_KIND]));
  for (const { file, source, body, start } of candidates(corpus, paths)) {
    for (const kind of KINDS) {
      if (wanted.get(kind) === 0) continue;
      const range = CUTS[kind](source, body, file + start + kind);
      if (range === undefined) continue;
      const { truth, external } = truthOf(source, range);
      if (truth.length === 0) continue;
      const pruned = prunedImports(source, range).map(({ start, end }) => [start, end]);
      const hole = {
        corpus: corpus.name,
        file,
        range: [range.start, range.end],
        kind,
        truth,
        pruned,
        external,
      };
      markNovel(source.text, hole);
      holes.push(hole);
      wanted.set(kind, wanted.get(kind) - 1);
    }
  }
  return holes;

  function truthOf(source, range) {
    const truth = new Map();
    let external = 0;
    for (const identifier of identifiersIn(source, range)) {
      const declarations = declarationsOf(identifier);
      if (declarations.length === 0) continue;
      const files = declarations.map((declaration) => declaration.getSourceFile());
      if (files.includes(source)) continue;
      if (!files.every((file) => paths.has(file))) {
        external++;
        continue;
      }
      const [first, ...others] = declarations.map((declaration) => described(declaration, paths));
      const key = `${first.file}:${first.offset}`;
      const also = others.map(({ file, offset, header }) => ({ file, offset, header }));
      if (!truth.has(key)) truth.set(key, { ...first, ...(also.length > 0 && { also }) });
    }
    return { truth: [...truth.values()], external };
  }

  /** What an identifier names, aliases followed: the named declarations, in the meaning that the place has. */
  function declarationsOf(identifier) {
    let symbol = ts.isShorthandPropertyAssignment(identifier.parent)
      ? checker.getShorthandAssignmentValueSymbol(identifier.parent)
      : checker.getSymbolAtLocation(identifier);
    if (symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias)
      symbol = checker.getAliasedSymbol(symbol);
    const named = (symbol?.declarations ?? []).filter(isNamedAndNotLocal);
    const isType = ts.isPartOfTypeNode(identifier);
    const meant = named.filter((declaration) =>
      (isType ? isTypeDeclaration : isValueDeclaration)(declaration),
    );
    return meant.length > 0 ? meant : named;
  }
}

/** [file, name, start, end] of every header that other files may see: not of what is declared in functions. */
export function typescriptHeaders(corpus) {
  const headers = [];
  for (const file of corpus.files) {
    const source = ts.createSourceFile(file, corpus.read(file), ts.ScriptTarget.ESNext, true);
    const visit = (node) => {
      if (isDeclared(node)) headers.push([file, ts.getNameOfDeclaration(node).getText(), ...headerOf(node)]);
      if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return headers;
}

function isDeclared(node) {
  const isDeclaration =
    ts.isVariableDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isTypeElement(node) ||
    ts.isClassElement(node) ||
    ts.isEnumMember(node) ||
    isTypeDeclaration(node);
  return isDeclaration && ts.getNameOfDeclaration(node) !== undefined;
}

/** Functions that may have holes, in an order without favour. */
function candidates(corpus, paths) {
  const found = [];
  for (const [source, file] of paths) {
    if (!mayHaveHoles(source.text)) continue;
    const visit = (node) => {
      if (ts.isFunctionLike(node) && node.body !== undefined && ts.isBlock(node.body)) {
        const lines = linesOf(source, node.body);
        const start = node.getStart();
        if (lines >= BODY_LINES.least && lines <= BODY_LINES.most)
          found.push({ file, source, body: node.body, start, order: chance(file, start) });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found.sort((a, b) => a.order - b.order);
}

/** How each kind of hole is cut into a block; undefined where the block has no place for it. */
const CUTS = {
  body: (_, body) => ({ start: body.getStart() + 1, end: body.end - 1 }),
  stmt(source, body, seed) {
    const isSmall = (node) =>
      ts.isStatement(node) && !ts.isBlock(node) && linesOf(source, node) <= MOST_STATEMENT_LINES;
    const statement = pick(nodesIn(body, isSmall), seed);
    return statement && { start: statement.getStart(), end: statement.end };
  },
  tail(source, body, seed) {
    const token = pick(nodesIn(body, ts.isToken), seed);
    return token && inside(body, restOfLine(source.text, token.getStart()));
  },
  args(_, body, seed) {
    const call = pick(
      nodesIn(body, (node) => ts.isCallOrNewExpression(node) && node.arguments?.length > 0),
      seed,
    );
    return call && { start: call.arguments.pos, end: call.arguments.end };
  },
  member(source, body, seed) {
    const access = pick(nodesIn(body, ts.isPropertyAccessExpression), seed);
    return access && inside(body, restOfLine(source.text, access.name.getStart()));
  },
};

function inside(body, range) {
  return range.end < body.end ? range : undefined;
}

function nodesIn(body, isWanted) {
  const found = [];
  const visit = (node) => {
    if (isWanted(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

function linesOf(source, node) {
  const line = (offset) => source.getLineAndCharacterOfPosition(offset).line;
  return line(node.end) - line(node.getStart()) + 1;
}

function identifiersIn(source, { start, end }) {
  return nodesIn(source, (node) => ts.isIdentifier(node) || ts.isPrivateIdentifier(node)).filter(
    (node) => node.getStart() >= start && node.end <= end,
  );
}

function isNamedAndNotLocal(declaration) {
  const name = ts.getNameOfDeclaration(declaration);
  if (name === undefined || ts.isTypeParameterDeclaration(declaration)) return false;
  if (ts.isParameter(declaration)) return ts.isParameterPropertyDeclaration(declaration, declaration.parent);
  if (
    ts.isImportSpecifier(declaration) ||
    ts.isExportSpecifier(declaration) ||
    ts.isImportClause(declaration)
  )
    return false;
  const isMember =
    ts.isClassElement(declaration) || ts.isTypeElement(declaration) || isObjectElement(declaration);
  return isMember || ts.findAncestor(declaration.parent, ts.isFunctionLike) === undefined;
}

function isObjectElement(declaration) {
  return ts.isObjectLiteralElementLike(declaration);
}

function isTypeDeclaration(declaration) {
  return (
    ts.isInterfaceDeclaration(declaration) ||
    ts.isTypeAliasDeclaration(declaration) ||
    ts.isClassLike(declaration) ||
    ts.isEnumDeclaration(declaration)
  );
}

function isValueDeclaration(declaration) {
  return !ts.isInterfaceDeclaration(declaration) && !ts.isTypeAliasDeclaration(declaration);
}

function described(declaration, paths) {
  const name = ts.getNameOfDeclaration(declaration);
  return {
    name: name.text ?? name.getText(),
    file: paths.get(declaration.getSourceFile()),
    offset: name.getStart(),
    header: headerOf(declaration),
  };
}

/** A declaration up to its body. */
export function headerOf(declaration) {
  const start = statementOf(declaration).getStart();
  const end = Math.max(bodyStart(declaration), ts.getNameOfDeclaration(declaration)?.end ?? start);
  return [start, Math.min(end, start + MOST_HEADER_CHARACTERS)];
}

/** A variable with its `export const`, where it is the first of its statement. */
function statementOf(declaration) {
  const list = declaration.parent;
  const isFirst = ts.isVariableDeclarationList(list) && list.declarations[0] === declaration;
  return isFirst && ts.isVariableStatement(list.parent) ? list.parent : declaration;
}

function bodyStart(node) {
  if (node.body !== undefined) return node.body.getStart();
  if (ts.isClassLike(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node))
    return node.members.pos - 1;
  const value = node.initializer;
  if (value !== undefined && (ts.isFunctionLike(value) || ts.isClassLike(value))) return bodyStart(value);
  return node.end;
}

/** The import specifiers of a file that nothing but the hole uses: what to delete so that they are gone. */
function prunedImports(source, hole) {
  const used = new Set();
  const hidden = new Set();
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) return;
    const isHidden = node.getStart() >= hole.start && node.end <= hole.end;
    if (ts.isIdentifier(node) && isReference(node)) (isHidden ? hidden : used).add(node.text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  const gone = [];
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) continue;
    const { name, namedBindings } = statement.importClause;
    const named =
      namedBindings !== undefined && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
    const space = named.length === 0 ? namedBindings : undefined;
    const isUnused = ({ text }) => hidden.has(text) && !used.has(text);
    const bound = [name, space?.name, ...named.map((element) => element.name)].filter(
      (each) => each !== undefined,
    );
    if (bound.length > 0 && bound.every(isUnused)) {
      gone.push({
        start: statement.getStart(),
        end: source.text.indexOf("\n", statement.end) + 1 || statement.end,
      });
      continue;
    }
    if (name !== undefined && namedBindings !== undefined && isUnused(name))
      gone.push({ start: name.getStart(), end: namedBindings.getStart() });
    gone.push(...unusedElements(named, isUnused));
  }
  return gone;
}

/** Each unused element with the comma behind it, or the one before it where it is the last. */
function unusedElements(elements, isUnused) {
  const gone = [];
  for (const [index, element] of elements.entries()) {
    if (!isUnused(element.name)) continue;
    const next = elements[index + 1];
    const start = gone.at(-1)?.end === element.getStart() ? gone.pop().start : element.getStart();
    gone.push({ start, end: next?.getStart() ?? element.end });
  }
  return gone;
}

/** An identifier that may name an import, which the name of a member or of a property does not. */
function isReference(identifier) {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent))
    return (parent.expression ?? parent.left) === identifier;
  if (ts.isShorthandPropertyAssignment(parent) || ts.isExportSpecifier(parent)) return true;
  return parent.name !== identifier && parent.propertyName !== identifier;
}
