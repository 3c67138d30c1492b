// Owns when and how a completion is asked for: gates by setting, trigger and position; never talks to a model.
import type { SettingsStore } from "../config/settings.ts";
import type { InsertTask } from "../context/collect.ts";
import {
  type CursorLine,
  cursorLine,
  type DocumentEvent,
  type DocumentSnapshot,
  type Documents,
  lineContent,
} from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import type { CompletionOutcome, Generator, Preview } from "../generate/generate.ts";
import type { CursorScope } from "../syntax/cursor.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { Syntax, SyntaxSnapshot } from "../syntax/syntax.ts";

export type CompletionQuery = {
  readonly document: DocumentSnapshot;
  readonly offset: number;
  readonly trigger: "typing" | "invoked";
  /** What the editor's popup has selected: the suggestion extends it. */
  readonly selected?: { readonly span: Span; readonly text: string };
  /** How many different candidates an invoked request wants; 3 if it does not say. */
  readonly candidates?: number;
};

export interface Completions {
  /** Candidates whose edits start and end on the cursor's line. Throws Failure `cancelled` only. */
  provide(query: CompletionQuery, signal: AbortSignal): Promise<CompletionOutcome>;
  /** What would be sent for this query. Throws Failure. */
  preview(query: CompletionQuery, signal: AbortSignal): Promise<Preview>;
  /** To be told of every document event: what was just taken leads to the question after it. */
  noteEvent(event: DocumentEvent): void;
  /** The editor has let on where the cursor is: a model on this computer may read ahead there. */
  noteCursor(document: DocumentSnapshot, offset: number): void;
}

export type CompletionPorts = {
  readonly documents: Documents;
  readonly syntax: Syntax;
  readonly settings: SettingsStore;
  readonly generator: Generator;
  /** Runs work after the request has left. */
  readonly later?: (work: () => void) => void;
};

// Several samples cost several model calls; three are enough to choose from.
const INVOKED_CANDIDATES = 3;

// The request has left by then, and the place is read while the model reads it (milliseconds).
const PARSE_AFTER_MS = 3;

export function createCompletions(ports: CompletionPorts): Completions {
  const { documents } = ports;
  const later = ports.later ?? ((work) => void setTimeout(work, PARSE_AFTER_MS).unref());
  let typedLine: TypedLine | undefined;
  let asked: Pick<CompletionQuery, "document" | "offset"> | undefined;

  const taskFor = (query: CompletionQuery, isWithinLine: boolean): InsertTask => {
    const { document, offset, trigger } = query;
    // An answer to a text that has changed meanwhile is dropped, so that text is not worth a parse.
    const syntax = (): SyntaxSnapshot | undefined =>
      documents.get(document.uri) === document ? ports.syntax.snapshotAt(document, offset) : undefined;
    let known: CursorScope | undefined;
    const scope = (): CursorScope | undefined => (known ??= syntax()?.cursorAt(offset));
    const language = ports.syntax.language(document.languageId);
    const commentMark = language?.comment.line;
    return {
      kind: "insert-at-cursor",
      document,
      get syntax() {
        return syntax();
      },
      offset,
      get scope() {
        return scope();
      },
      shape: isWithinLine ? "line" : shapeOf(document, cursorLine(document, offset), scope()),
      candidates: trigger === "invoked" ? (query.candidates ?? INVOKED_CANDIDATES) : 1,
      trigger,
      ...(commentMark === undefined ? {} : { commentMark }),
      ...(language?.memberSign === undefined ? {} : { memberSign: language.memberSign }),
      ...requiredPrefix(query),
    };
  };

  const provide: Completions["provide"] = async (query, signal) => {
    const { document, offset, trigger } = query;
    if (!ports.settings.current().completion.enabled) return nothing("completion is turned off");

    const line = cursorLine(document, offset);
    if (trigger === "typing" && !canFollow(line.after)) return nothing("the cursor is in the middle of code");
    asked = { document, offset };
    const task = taskFor(query, trigger === "typing" && isSameLine(typedLine, document, line));
    typedLine = task.shape === "line" ? lineOf(document, line) : undefined;
    let isAnswered = false;
    // What is answered by then was known before, and needs no tree; every other answer is read with the place in view.
    later(() => (isAnswered ? undefined : task.scope));
    try {
      return await ports.generator.complete(task, signal);
    } finally {
      isAnswered = true;
    }
  };

  /** Asks for what comes after a suggestion that was taken, before the editor does. */
  const warm = async (uri: string, offset: number): Promise<void> => {
    const document = documents.get(uri);
    if (document === undefined) return;
    // Whoever asks next supersedes this; a failure has been told by the generator.
    await provide({ document, offset, trigger: "typing" }, NEVER).catch(() => undefined);
  };

  const noteCursor = (document: DocumentSnapshot, offset: number): void => {
    // The model has read that, and its answer may be on the screen.
    if (asked?.document === document && asked.offset === offset) return;
    ports.generator.rests(document.uri, () => {
      const isCurrent = documents.get(document.uri) === document;
      if (!isCurrent || !ports.settings.current().completion.enabled) return undefined;
      if (!canFollow(cursorLine(document, offset).after)) return undefined;
      return taskFor({ document, offset, trigger: "typing" }, false);
    });
  };

  return {
    provide,
    noteCursor,
    preview: (query, signal) => ports.generator.preview(taskFor(query, false), signal),
    noteEvent(event) {
      const became = ports.generator.noteEvent(event);
      if (event.kind !== "changed") return;
      const { uri } = event.document;
      const last = event.changes.at(-1);
      if (last === undefined) return;
      const end = last.span.start + last.newText.length;
      noteCursor(event.document, end);
      if (became !== "accepted" || ports.settings.current().completion.eagerness === "shy") return;
      later(() => void (documents.get(uri) === event.document && warm(uri, end)));
    },
  };
}

/** Of work that nobody waits for. */
const NEVER = new AbortController().signal;

/** A line on which the rest of a line was asked for; as long as nobody leaves it, the same is wanted. */
type TypedLine = { readonly uri: string; readonly line: number; readonly lineCount: number };

function lineOf({ uri, lineCount }: DocumentSnapshot, { line }: CursorLine): TypedLine {
  return { uri, lineCount, line };
}

function isSameLine(typed: TypedLine | undefined, document: DocumentSnapshot, line: CursorLine): boolean {
  const now = lineOf(document, line);
  return typed?.uri === now.uri && typed.line === now.line && typed.lineCount === now.lineCount;
}

function nothing(reason: string): CompletionOutcome {
  return { kind: "nothing", reason };
}

/** While typing, only closers (often put there by the editor) may stand behind the cursor; elsewhere a guess rarely fits. */
function canFollow(after: string): boolean {
  return /^\s*[)>}\]"'`]*\s*[:{;,]?\s*$/.test(after);
}

/**
 * A block where a body is to be written and nothing stands behind the cursor; a definition below its doc comment, or behind
 * its signature; else the rest of the line.
 */
function shapeOf(
  document: DocumentSnapshot,
  line: CursorLine,
  scope: CursorScope | undefined,
): InsertTask["shape"] {
  if (scope === undefined || scope.position !== "code" || line.after.trim() !== "") return "line";
  const isWhole = scope.block.start === 0 && scope.block.end === document.length;
  if (scope.isBlockEmpty && !isWhole) return "block";
  return isBelowDoc(document, line) || isBehindSignature(document, line, scope) ? "definition" : "line";
}

/** On a blank line right under the end of a block comment. */
function isBelowDoc(document: DocumentSnapshot, { before, line }: CursorLine): boolean {
  return before.trim() === "" && line > 0 && /\*\/\s*$/.test(lineContent(document, line - 1));
}

/** Behind a definition that ends on this line and has no body yet. */
function isBehindSignature(
  document: DocumentSnapshot,
  line: CursorLine,
  { enclosing }: CursorScope,
): boolean {
  const inner = enclosing.at(-1);
  if (inner === undefined || inner.body !== undefined || !WITH_BODY.includes(inner.kind)) return false;
  const offset = document.lineStart(line.line) + line.before.length;
  return document.slice(inner.span.end, offset).trim() === "" && /\)\s*(?::[^{}=]*)?$/.test(line.before);
}

const WITH_BODY: readonly CodeSymbol["kind"][] = ["function", "method", "constructor"];

/** What the popup would insert and is not typed yet. */
function requiredPrefix(query: CompletionQuery): { readonly requiredPrefix?: string } {
  const { selected, document, offset } = query;
  if (selected === undefined || selected.span.end !== offset) return {};
  const typed = document.slice(selected.span.start, offset);
  return selected.text.startsWith(typed) && selected.text.length > typed.length
    ? { requiredPrefix: selected.text.slice(typed.length) }
    : {};
}
