// Owns what a note about a project's code is, and what finds one; runs nothing itself.
import type { ContextItem } from "../context/collect.ts";
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Workspace } from "../documents/workspace.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";
import type { Trace } from "../trace/trace.ts";

export type NoteRequest = {
  readonly document: DocumentSnapshot;
  /** Undefined for a language without a grammar. */
  readonly syntax: SyntaxSnapshot | undefined;
  /** Absolute paths of the document and of the workspace folder it lies in. */
  readonly path: string;
  readonly folder: string;
  readonly maxRuleTokens: number;
  /** Whether the document holds tests. */
  readonly isAboutTests: boolean;
};

export type NotePorts = { readonly workspace: Workspace; readonly trace: Trace };

export type FoundNote = Pick<ContextItem, "uri" | "path" | "span" | "text" | "why"> & {
  readonly role: NonNullable<ContextItem["role"]>;
};

export type NoteSource = {
  readonly id: string;
  /** One sentence for users who switch sources on and off. */
  readonly doc: string;
  find(request: NoteRequest, ports: NotePorts): Promise<readonly FoundNote[]> | readonly FoundNote[];
};
