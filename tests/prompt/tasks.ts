// Owns the tasks and items that prompt tests render: real documents and syntax from marked texts.

import type { ContextItem, InsertTask, RewriteIntent, RewriteTask } from "../../server/context/collect.ts";
import { createDocuments, type DocumentSnapshot } from "../../server/documents/documents.ts";
import type { PromptTarget } from "../../server/prompt/render.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const syntax = createSyntax({ limits: PATIENT, trace: createTrace({ write: () => undefined }) });

function open(path: string, text: string): DocumentSnapshot {
  return createDocuments().open(`file:///work/${path}`, syntax.languageOf(path), 1, text);
}

/** An insert task at the cursor of a marked text. */
export function insertTask(path: string, marked: string, more: Partial<InsertTask> = {}): InsertTask {
  const { text, cursor } = parseMarked(marked);
  const document = open(path, text);
  const snapshot = syntax.snapshot(document);
  const offset = cursor ?? 0;
  return {
    kind: "insert-at-cursor",
    document,
    syntax: snapshot,
    offset,
    scope: undefined,
    shape: "line",
    candidates: 1,
    trigger: "typing",
    ...more,
  };
}

/** A rewrite of the innermost symbol at the cursor, or of the selection. */
export function rewriteTask(path: string, marked: string, intent: RewriteIntent): RewriteTask {
  const { text, cursor, selection } = parseMarked(marked);
  const document = open(path, text);
  const snapshot = syntax.snapshot(document);
  const shared = { kind: "rewrite-span", document, syntax: snapshot, intent, label: "" } as const;
  if (selection !== undefined) return { ...shared, target: selection };
  const symbol = snapshot?.symbolAt(cursor ?? 0);
  if (symbol === undefined) throw new Error(`no symbol at the cursor of ${path}`);
  return { ...shared, target: symbol.span, symbol };
}

export function contextItem(path: string, text: string, more: Partial<ContextItem> = {}): ContextItem {
  return {
    source: "type-headers",
    uri: `file:///work/${path}`,
    path,
    span: { start: 0, end: text.length },
    text,
    score: 0.9,
    tokens: 10,
    why: "",
    ...more,
  };
}

export function promptTarget(more: Partial<PromptTarget> = {}): PromptTarget {
  return {
    fim: { kind: "none" },
    canChat: true,
    isLocal: false,
    path: (uri) => uri.replace("file:///work/", ""),
    maxTokens: 64,
    temperature: 0,
    ...more,
  };
}
