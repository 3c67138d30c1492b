// Owns what a source of context is: a row that finds pieces for a request; runs nothing itself.
import type { DocumentSnapshot, Documents } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import type { Workspace } from "../documents/workspace.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { Syntax, SyntaxSnapshot } from "../syntax/syntax.ts";
import type { CodeFiles } from "./code-files.ts";
import type { ContextItem, TaskDiagnostic } from "./collect.ts";
import type { Declarations } from "./declarations/declarations.ts";
import type { EditHistory } from "./edit-history.ts";

/** The place a prompt is made for, read once for all sources. */
export type SourceRequest = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot;
  /** Path of the document as prompts show it. */
  readonly path: string;
  /** Symbols around the place, outermost first; without the one that is to be rewritten. */
  readonly enclosing: readonly CodeSymbol[];
  /** The symbol that is to be rewritten. */
  readonly target: CodeSymbol | undefined;
  /** What every prompt for this place shows of the document by itself. */
  readonly visible: Span;
  /** The code whose names count: the function around the place, or what is visible. */
  readonly region: Span;
  /** The part of `region` that is being typed right now: names in it come and go with each key. */
  readonly typing: Span | undefined;
  /** Where text is to be put in; undefined where code is to be rewritten. */
  readonly offset: number | undefined;
  /** The names before the dot at the end of the text on that line; empty where there is none. */
  readonly receiver: string;
  /** What an action is asked to fix. */
  readonly problem: TaskDiagnostic | undefined;
  /** What all sources together may tell, by their own estimate. */
  readonly maxTokens: number;
};

export type SourcePorts = {
  readonly syntax: Syntax;
  readonly workspace: Workspace;
  readonly documents: Documents;
  readonly files: CodeFiles;
  readonly edits: EditHistory;
  /** What checkers report about a document, as far as it is known for this very version. */
  readonly problems: (document: DocumentSnapshot) => readonly TaskDiagnostic[];
  /** Missing where there is no index. */
  readonly declarations?: Declarations;
};

export type FoundItem = Omit<ContextItem, "source" | "tokens">;

export type ContextSource = {
  readonly id: string;
  /** One sentence for users who switch sources on and off. */
  readonly doc: string;
  find(
    request: SourceRequest,
    ports: SourcePorts,
    signal: AbortSignal,
  ): Promise<readonly FoundItem[]> | readonly FoundItem[];
};
