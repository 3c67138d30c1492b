// Owns the source that shows the declarations behind the names at the place: from the same file or the files it imports.
import { containsSpan, type Span } from "../../documents/text.ts";
import { pathOf } from "../../documents/workspace.ts";
import { importPaths } from "../../index/modules.ts";
import type { CodeSymbol, SymbolKind } from "../../syntax/symbols.ts";
import type { ImportStatement } from "../../syntax/syntax.ts";
import type { CodeFile } from "../code-files.ts";
import { outlineOf } from "../outline.ts";
import type { ContextSource, FoundItem, SourcePorts, SourceRequest } from "../source.ts";
import { type WantedName, wantedNames } from "../wanted-names.ts";

// A barrel that hands on another barrel is common, a third level is not.
const DEEPEST_BARREL = 2;
const MOST_HEADERS = 40;
/** What a header names itself is wanted too, but less. */
const SECOND_HAND = 0.6;
const DECLARES_TYPE: readonly SymbolKind[] = ["class", "interface", "type", "enum"];

export const typeHeaders: ContextSource = {
  id: "type-headers",
  doc: "Declarations of this file that the function at the cursor mentions; of imported files as well while the workspace is not indexed yet.",
  async find(request, ports, signal) {
    const here: CodeFile = {
      uri: request.document.uri,
      path: request.path,
      languageId: request.syntax.language.id,
      symbols: request.syntax.symbols(),
      imports: request.syntax.imports(),
      exportAliases: request.syntax.exportAliases(),
    };
    const found = new Map<string, Header>();
    for (const wanted of wantedNames(request)) {
      const header =
        ownHeader(request, here, wanted) ??
        // Where the index is ready, its own source knows more of other files.
        (ports.declarations?.isReady === true ? undefined : await importedHeader(request, ports, wanted));
      signal.throwIfAborted();
      if (header === undefined) continue;
      add(found, header);
      for (const second of neighbours(header)) add(found, second);
    }
    return [...found.values()]
      .filter(({ file, symbol }) => file.uri !== here.uri || !containsSpan(request.visible, symbol.span))
      .slice(0, MOST_HEADERS)
      .map((header) => itemOf(header, request, ports));
  },
};

type Header = {
  readonly file: CodeFile;
  readonly symbol: CodeSymbol;
  readonly score: number;
  readonly why: string;
};

function add(found: Map<string, Header>, header: Header): void {
  const key = `${header.file.uri} ${header.symbol.span.start}`;
  if ((found.get(key)?.score ?? 0) < header.score) found.set(key, header);
}

function ownHeader(
  { enclosing }: SourceRequest,
  here: CodeFile,
  { name, score, why }: WantedName,
): Header | undefined {
  const symbol = here.symbols.find((each) => each.name === name);
  const isAround = enclosing.some(({ nameSpan }) => nameSpan.start === symbol?.nameSpan.start);
  return symbol === undefined || isAround ? undefined : { file: here, symbol, score, why };
}

async function importedHeader(
  { document, syntax }: SourceRequest,
  { files, workspace }: SourcePorts,
  { name, score, why }: WantedName,
): Promise<Header | undefined> {
  const path = pathOf(document.uri);
  const folder = path && workspace.folderOf(path);
  if (path === undefined || folder === undefined) return undefined;

  const follow = async (
    languageId: string,
    statement: ImportStatement,
    from: string,
    depth: number,
  ): Promise<Header | undefined> => {
    const file = await files.readFirst(importPaths(languageId, statement, { path: from, folder }));
    if (file === undefined) return undefined;
    const symbol = file.symbols.find((each) => each.name === name);
    if (symbol !== undefined) return { file, symbol, score, why };
    if (depth === DEEPEST_BARREL) return undefined;
    for (const inner of file.imports) {
      // `export * from` names nothing, and may give anything.
      if (inner.names.length > 0 && !inner.names.includes(name)) continue;
      const header = await follow(file.languageId, inner, file.path, depth + 1);
      if (header !== undefined) return header;
    }
    return undefined;
  };
  for (const statement of syntax.imports()) {
    if (!statement.names.includes(name)) continue;
    const header = await follow(syntax.language.id, statement, path, 0);
    if (header !== undefined) return header;
  }
  return undefined;
}

/** Types of the same file that a header mentions. */
function neighbours({ file, symbol, score }: Header): readonly Header[] {
  const words = new Set(outlineOf(symbol, { block: "brace" }).match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
  return file.symbols
    .filter((other) => DECLARES_TYPE.includes(other.kind) && other !== symbol && words.has(other.name))
    .map((other) => ({ file, symbol: other, score: score * SECOND_HAND, why: `${symbol.name} mentions it` }));
}

function itemOf({ file, symbol, score, why }: Header, request: SourceRequest, ports: SourcePorts): FoundItem {
  const isHere = file.uri === request.document.uri;
  return {
    uri: file.uri,
    path: isHere ? request.path : ports.workspace.relativePath(file.uri),
    span: symbol.span satisfies Span,
    text: outlineOf(symbol, { block: request.syntax.language.block }),
    score,
    why: `${symbol.name}: ${why}`,
  };
}
