// Owns what can be done at a place: the ACTIONS table, the filter by kind, the list (syntax only) and the run (model). Builds no prompts.

import { createHash } from "node:crypto";
import { whatToUse } from "../config/nearest-name.ts";
import type { ActionTask, TaskDiagnostic } from "../context/collect.ts";
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import type { Workspace } from "../documents/workspace.ts";
import type { Generator, Preview, Progress, Proposal } from "../generate/generate.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { Syntax, SyntaxSnapshot } from "../syntax/syntax.ts";
import { Failure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import { answerQuestion } from "./actions/answer-question.ts";
import { applyInstruction } from "./actions/apply-instruction.ts";
import { commitMessage } from "./actions/commit-message.ts";
import { completeCases } from "./actions/complete-cases.ts";
import { fillTodo } from "./actions/fill-todo.ts";
import { fixDiagnostic, fixSecurityFinding } from "./actions/fix-diagnostic.ts";
import { generateMembers } from "./actions/generate-members.ts";
import { implementBody } from "./actions/implement-body.ts";
import { newFileFromDescription, translateToLanguage } from "./actions/new-files.ts";
import { explain, reviewSelection } from "./actions/questions.ts";
import { refine } from "./actions/refine.ts";
import { findSymbol, symbolsAround } from "./actions/targets.ts";
import { addErrorHandling, addTypes, convert, extractAndName, simplify } from "./actions/whole-functions.ts";
import { writeDocs } from "./actions/write-docs.ts";
import { writeTests } from "./actions/write-tests.ts";

/** Everything an action may look at when it decides whether it applies: no network, no files, a few milliseconds. */
export type ActionView = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  /** Selection or cursor (empty span); where an action is run, what it was offered for. */
  readonly span: Span;
  /** Some lines are meant, not the symbol around them. */
  readonly isSelection: boolean;
  /** Symbols around the start of `span`, outermost first. */
  readonly enclosing: readonly CodeSymbol[];
  readonly diagnostics: readonly TaskDiagnostic[];
  readonly instruction?: string;
  /** What was proposed last for this document; only where an action is run. */
  readonly previous?: { readonly id: string; readonly task: ActionTask };
};

/** What an action may ask about the project once it is run. */
export type ActionPorts = { readonly syntax: Syntax; readonly workspace: Workspace };

/** What an action ends in; edits can be resolved, everything else is brought by its command. */
export type ActionResult = "edit" | "files" | "words" | "findings";

/** One thing an action could do in a view. */
export type ActionOffer = {
  readonly title: string;
  /** Where it acts; addressed again by `symbol` when the document has moved. */
  readonly span: Span;
  /** Dotted path of the symbol it acts on. */
  readonly symbol?: string;
  /** The diagnostic it answers. */
  readonly diagnostic?: TaskDiagnostic;
};

/** One row of ACTIONS. */
export interface Action {
  readonly id: string;
  /** LSP kind; `.treewright` is its last part. */
  readonly kind: string;
  /** What it needs, as the end of the sentence "it needs …"; told where it was asked for in vain. */
  readonly needs: string;
  /** An edit if not given. */
  readonly result?: ActionResult;
  /** Listed at a cursor, or at a selection, alone; it can be run at either. */
  readonly isForCursor?: boolean;
  readonly isForSelection?: boolean;
  /** What can be chosen from where no instruction was given; the choice is the instruction. */
  readonly choices?: { readonly question: string; readonly answers: readonly string[] };
  offers(view: ActionView): readonly ActionOffer[];
  task(view: ActionView, offer: ActionOffer, ports: ActionPorts): ActionTask | Promise<ActionTask>;
}

/** An offer as it is listed; carries all that is needed to run it later without any state kept here. */
export type ListedAction = {
  readonly actionId: string;
  readonly kind: string;
  readonly result: ActionResult;
  /** The user is asked for a choice first, which a client that resolves would have to wait for. */
  readonly isAsking?: true;
  readonly offer: ActionOffer;
  /** Hash of the target's text: tells whether the same thing still stands there in another version. */
  readonly hash: string;
};

/** What a client sends back to have an action done. */
export type ActionReference = {
  readonly actionId: string;
  readonly span: Span;
  readonly version?: number;
  readonly symbol?: string;
  readonly hash?: string;
  readonly instruction?: string;
  readonly diagnostic?: TaskDiagnostic;
};

export type ActionQuery = {
  readonly document: DocumentSnapshot;
  readonly span: Span;
  readonly diagnostics: readonly TaskDiagnostic[];
  /** Kinds asked for; a kind includes everything below it. */
  readonly only?: readonly string[];
  /** An automatic request (a lightbulb while moving around) gets fewer actions. */
  readonly isAutomatic: boolean;
};

export interface CodeActions {
  /** Ids of all actions, in the order of the menu. */
  readonly ids: readonly string[];
  /** What an action lets the user choose from. */
  choicesOf(actionId: string): Action["choices"];
  list(query: ActionQuery): readonly ListedAction[];
  /** Throws Failure: `stale` where the target is no longer there, else what the generator throws. */
  run(
    document: DocumentSnapshot,
    reference: ActionReference,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Proposal>;
  /** What would be sent to have it done. Throws as `run` does. */
  preview(document: DocumentSnapshot, reference: ActionReference, signal: AbortSignal): Promise<Preview>;
}

/** Order in the table is order in the menu. */
export const ACTIONS: readonly Action[] = [
  fixSecurityFinding,
  fixDiagnostic,
  implementBody,
  applyInstruction,
  answerQuestion,
  fillTodo,
  completeCases,
  generateMembers,
  convert,
  extractAndName,
  addTypes,
  writeDocs,
  writeTests,
  addErrorHandling,
  simplify,
  explain,
  reviewSelection,
  translateToLanguage,
  commitMessage,
  newFileFromDescription,
  refine,
];

// More than this at one place hides what matters (a lightbulb while moving around gets fewer).
const MOST_LISTED = 6;
const MOST_LISTED_AUTOMATIC = 3;

export type CodeActionPorts = ActionPorts & {
  readonly generator: Generator;
  readonly trace: Trace;
  /** Hears what checkers report, as the editor sends it. */
  readonly noteProblems: (document: DocumentSnapshot, problems: readonly TaskDiagnostic[]) => void;
};

export function createCodeActions(ports: CodeActionPorts): CodeActions {
  const viewOf = (
    document: DocumentSnapshot,
    span: Span,
    extra: Pick<ActionView, "diagnostics" | "previous" | "isSelection"> & {
      readonly instruction?: string | undefined;
    },
  ): ActionView => {
    const syntax = ports.syntax.snapshot(document);
    return {
      document,
      syntax,
      span,
      enclosing: syntax === undefined ? [] : symbolsAround(syntax, span.start),
      isSelection: extra.isSelection,
      diagnostics: extra.diagnostics,
      ...(extra.instruction === undefined ? {} : { instruction: extra.instruction }),
      ...(extra.previous === undefined ? {} : { previous: extra.previous }),
    };
  };

  const offersOf = (action: Action, view: ActionView): readonly ActionOffer[] => {
    try {
      return action.offers(view);
    } catch (error) {
      ports.trace.reportBug(`action ${action.id} failed to list`, error);
      return [];
    }
  };

  const taskFor = (
    document: DocumentSnapshot,
    reference: ActionReference,
  ): ActionTask | Promise<ActionTask> => {
    const action = ACTIONS.find((row) => row.id === reference.actionId);
    if (action === undefined) {
      throw new Failure("refused", `there is no action ${JSON.stringify(reference.actionId)}`, {
        remedy: whatToUse(
          reference.actionId,
          ACTIONS.map((row) => row.id),
        ),
      });
    }
    const span = findTarget(document, ports.syntax.snapshot(document), reference);
    const previous = ports.generator.lastProposal(document.uri);
    const view = viewOf(document, span, {
      isSelection: span.end > span.start && reference.symbol === undefined,
      diagnostics: reference.diagnostic === undefined ? [] : [reference.diagnostic],
      instruction: reference.instruction,
      ...(previous === undefined ? {} : { previous }),
    });
    const offers = action.offers(view);
    const offer = offers.find((each) => each.symbol === reference.symbol) ?? offers[0];
    if (offer === undefined) {
      const line = document.positionAt(span.start).line + 1;
      throw new Failure("refused", `${action.id} does not apply at line ${line}`, {
        remedy: `it needs ${action.needs}`,
      });
    }
    return action.task(view, offer, ports);
  };

  return {
    ids: ACTIONS.map((action) => action.id),
    choicesOf: (actionId) => ACTIONS.find(({ id }) => id === actionId)?.choices,

    list(query) {
      ports.noteProblems(query.document, query.diagnostics);
      const isSelection = query.span.end > query.span.start;
      const view = viewOf(query.document, query.span, { diagnostics: query.diagnostics, isSelection });
      return ACTIONS.filter((action) => isKindWanted(action.kind, query.only))
        .filter(({ isForCursor, isForSelection }) => (isSelection ? isForCursor : isForSelection) !== true)
        .flatMap((action) =>
          offersOf(action, view).map((offer) => ({
            actionId: action.id,
            kind: action.kind,
            result: action.result ?? "edit",
            ...(action.choices === undefined ? {} : { isAsking: true as const }),
            offer,
            hash: hashOf(query.document, offer.span),
          })),
        )
        .slice(0, query.isAutomatic ? MOST_LISTED_AUTOMATIC : MOST_LISTED);
    },

    async run(document, reference, progress, signal) {
      return ports.generator.propose(await taskFor(document, reference), progress, signal);
    },

    async preview(document, reference, signal) {
      return ports.generator.preview(await taskFor(document, reference), signal);
    },
  };
}

/** Kinds are hierarchical: `refactor` asks for `refactor.rewrite.implement.treewright` as well. */
function isKindWanted(kind: string, only: readonly string[] | undefined): boolean {
  if (only === undefined || only.length === 0) return true;
  return only.some((wanted) => wanted === "" || kind === wanted || kind.startsWith(`${wanted}.`));
}

/** Where the referenced thing stands now; `stale` where another text has taken its place. */
function findTarget(
  document: DocumentSnapshot,
  syntax: SyntaxSnapshot | undefined,
  reference: ActionReference,
): Span {
  const { hash, symbol, span } = reference;
  if (hash === undefined || reference.version === document.version) return span;
  const moved = symbol === undefined ? undefined : findSymbol(syntax?.symbols() ?? [], symbol);
  const candidates = moved === undefined ? [span] : [moved.span, span];
  const target = candidates.find((candidate) => hashOf(document, candidate) === hash);
  if (target === undefined) {
    throw new Failure("stale", `${symbol ?? "the place"} has changed since the action was listed`, {
      remedy: "ask for the actions again",
    });
  }
  return target;
}

function hashOf(document: DocumentSnapshot, span: Span): string {
  return createHash("sha256").update(document.slice(span.start, span.end)).digest("base64url").slice(0, 16);
}
