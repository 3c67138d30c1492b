// Owns how finished work and a file's symbols are told to a client; offsets become ranges here. Starts no work.
import { type DocumentSnapshot, unopenedDocument } from "../documents/documents.ts";
import { pathOf } from "../documents/workspace.ts";
import { Failure } from "../trace/failure.ts";
import { withoutSecrets } from "../trace/secrets.ts";
import type { PositionEncoding } from "./capabilities.ts";
import type { CheckEntry, ItemEntry, RecordEntry, SymbolEntry } from "./extensions.ts";
import type { OutlineSymbol, WorkRecord } from "./serve.ts";
import type { Session } from "./session.ts";
import { invalidParams } from "./shapes.ts";
import { fromSpan } from "./to-lsp.ts";

export async function toRecordEntry(session: Session, id: string | undefined): Promise<RecordEntry> {
  const record = session.house.record(id);
  if (record === undefined) {
    throw new Failure(
      "refused",
      id === undefined ? "nothing was generated yet" : `no record has the id ${id}`,
    );
  }
  return {
    traceId: record.id,
    task: record.task,
    backend: record.backend,
    model: record.model,
    timings: record.timings,
    ...(record.usage === undefined ? {} : { usage: record.usage }),
    outcome: record.outcome,
    items: await toItemEntries(session, record.items),
    checks: record.checks.map(toCheckEntry),
  };
}

/** A trimmed candidate passed in the end, with something to be said about it. */
export function toCheckEntry(check: WorkRecord["checks"][number]): CheckEntry {
  const { id, verdict, message } = check;
  return {
    id,
    verdict: verdict === "trim" ? "warn" : verdict,
    ...(message === undefined ? {} : { message }),
  };
}

/** Symbols of an open document, or of a file in the workspace. */
export async function symbolsOf(session: Session, uri: string): Promise<readonly SymbolEntry[]> {
  const { syntax } = session.house;
  const open = session.house.documents.get(uri);
  const document = open ?? (await readDocument(session, uri));
  if (document === undefined) throw invalidParams(`the document is neither open nor readable: ${uri}`);
  const symbols =
    open === undefined
      ? syntax.extract(document.languageId, document.getText())?.symbols
      : syntax.snapshot(document)?.symbols();
  if (symbols === undefined) {
    throw new Failure("unavailable", `no syntax tree for ${uri}`, {
      remedy: `${document.languageId} has no grammar here, or the file is too large to be parsed`,
    });
  }
  return symbols.map((symbol) => toSymbolEntry(document, symbol, session.profile.encoding));
}

function toSymbolEntry(
  document: DocumentSnapshot,
  symbol: OutlineSymbol,
  encoding: PositionEncoding,
): SymbolEntry {
  const { name, kind, signature, doc } = symbol;
  return {
    name,
    kind,
    range: fromSpan(document, symbol.span, encoding),
    selectionRange: fromSpan(document, symbol.nameSpan, encoding),
    signature,
    ...(doc === undefined ? {} : { doc: doc.text }),
    children: symbol.children.map((child) => toSymbolEntry(document, child, encoding)),
  };
}

export async function toItemEntries(
  session: Session,
  items: WorkRecord["items"],
): Promise<readonly ItemEntry[]> {
  const uris = [...new Set(items.map(({ uri }) => uri))];
  const read = uris.map(async (uri) => {
    const document = session.house.documents.get(uri) ?? (await readDocument(session, uri));
    // A file that went away meanwhile has no lines to point at.
    return [uri, document ?? unopenedDocument(uri, "plaintext", "")] as const;
  });
  const documents = new Map(await Promise.all(read));
  return items.flatMap(({ source, why, uri, path, span, text, tokens, score }) => {
    const document = documents.get(uri);
    if (document === undefined) return [];
    const range = fromSpan(document, span, session.profile.encoding);
    return { source, why, path, range, text: withoutSecrets(text, () => "[secret]"), tokens, score };
  });
}

async function readDocument({ house }: Session, uri: string): Promise<DocumentSnapshot | undefined> {
  const path = pathOf(uri);
  const file = path === undefined ? undefined : await house.workspace.read(path);
  return file && unopenedDocument(uri, house.syntax.languageOf(file.path), file.text);
}
