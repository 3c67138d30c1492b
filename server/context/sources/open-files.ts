// Owns the source that shows what other open files export, where this file imports or mentions it; reads no disk.
import { dirname } from "node:path";
import { pathOf } from "../../documents/workspace.ts";
import { importPaths } from "../../index/modules.ts";
import { signatureLine } from "../outline.ts";
import type { ContextSource, FoundItem, SourcePorts, SourceRequest } from "../source.ts";

const MOST_FILES = 20;
const MOST_SYMBOLS = 20;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

export const openFiles: ContextSource = {
  id: "open-files",
  doc: "Signatures that open files export which the index does not know: of imported files all, of files in the same folder those mentioned here.",
  find(request, ports, signal) {
    const path = pathOf(request.document.uri);
    const folder = path && ports.workspace.folderOf(path);
    if (path === undefined || folder === undefined) return [];
    const { syntax, document, visible } = request;
    const known = ports.declarations;
    const imported = new Set(
      syntax.imports().flatMap((each) => importPaths(syntax.language.id, each, { path, folder })),
    );
    const mentioned = new Set(
      document.slice(visible.start, request.typing?.start ?? visible.end).match(WORD),
    );
    const others = ports.documents
      .all()
      .filter(({ uri, languageId }) => uri !== document.uri && languageId === document.languageId)
      .slice(0, MOST_FILES);
    return others.flatMap((other) => {
      signal.throwIfAborted();
      const otherPath = pathOf(other.uri) ?? "";
      if (known?.isReady === true && known.index.fileOf(otherPath) !== undefined) return [];
      const isImported = imported.has(otherPath);
      if (!isImported && dirname(otherPath) !== dirname(path)) return [];
      return exportsOf(other.uri, request, ports)
        .filter(({ name }) => isImported || mentioned.has(name))
        .map(({ item }) => ({ ...item, score: isImported ? 0.3 : 0.5 }));
    });
  },
};

type Exported = { readonly name: string; readonly item: Omit<FoundItem, "score"> };

function exportsOf(uri: string, request: SourceRequest, ports: SourcePorts): readonly Exported[] {
  const document = ports.documents.get(uri);
  const symbols = (document && ports.syntax.snapshot(document)?.symbols()) ?? [];
  return symbols
    .filter(({ isExported }) => isExported)
    .slice(0, MOST_SYMBOLS)
    .map((symbol) => ({
      name: symbol.name,
      item: {
        uri,
        path: ports.workspace.relativePath(uri),
        span: symbol.span,
        text: signatureLine(symbol, request.syntax.language.block),
        why: `${symbol.name} is exported by an open file`,
      },
    }));
}
