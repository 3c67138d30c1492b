// Owns the step from a model's answer to edits of the document: finds the code, places it, keeps what was not asked to change.
import { type DocumentSnapshot, lineContent } from "../documents/documents.ts";
import { indentOf, type Span, type TextEdit } from "../documents/text.ts";
import type { BlockStyle } from "../syntax/languages.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { ExtractedFile, SyntaxSnapshot } from "../syntax/syntax.ts";
import { findBareBody, findBody } from "./body.ts";
import { codeBlocks } from "./code-block.ts";
import { findDoc } from "./doc.ts";
import { findElision } from "./elision.ts";
import { detectUnit, type IndentUnit } from "./indent.ts";
import { findMembers } from "./members.ts";
import { minimalEdit } from "./minimal-edit.ts";
import { missingImports } from "./missing-imports.ts";
import { searchAndReplace } from "./search-replace.ts";
import { findLines, findSymbol } from "./whole.ts";

/** What the answer to a request is a new text of. */
const WRITES = {
  "implement-body": "body",
  "write-docs": "doc",
  "generate-members": "members",
  // A fix leaves the words above the code alone.
  "fix-diagnostic": "code",
  "fix-security-finding": "code",
  "add-types": "code",
  "add-error-handling": "code",
  "complete-cases": "code",
  "extract-and-name": "code",
  "apply-instruction": "code-and-doc",
  "fill-todo": "code-and-doc",
  convert: "code-and-doc",
  simplify: "code-and-doc",
} as const satisfies Readonly<Record<string, "body" | "doc" | "members" | "code" | "code-and-doc">>;

/** What is to be replaced and why; a `RewriteTask` is one. */
export type RewriteRequest = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  readonly target: Span;
  readonly symbol?: CodeSymbol;
  readonly intent: {
    readonly kind: keyof typeof WRITES;
    /** Names of the members to be written. */
    readonly names?: readonly string[];
    /** Labels the answer must hold. */
    readonly missing?: readonly string[];
  };
  readonly alsoEdit?: readonly TextEdit[];
  /** A level of indentation as the project's settings state it; counts where the document shows none. */
  readonly indentUnit?: IndentUnit;
};

/** `edit` replaces as few lines as possible; `alsoEdit` goes along with it: what the task asked for, and imports the answer needs. */
export type PlannedRewrite =
  | { readonly kind: "edit"; readonly edit: TextEdit; readonly alsoEdit: readonly TextEdit[] }
  | Unusable;

/** `message` tells a person, and in a repair round the model, what was wrong with the answer. */
export type Unusable = { readonly kind: "unusable"; readonly reason: string; readonly message: string };

export type PlanRewrite = (task: RewriteRequest, answer: string) => PlannedRewrite;

export type PlanPorts = {
  /** Parses a text that is no document; `Syntax.extract`. */
  readonly extract: (languageId: string, text: string) => ExtractedFile | undefined;
};

/** All that finding the new text needs to know about where it goes. */
export type PlanView = RewriteRequest & {
  readonly block: BlockStyle;
  readonly unit: IndentUnit;
  readonly writes: (typeof WRITES)[keyof typeof WRITES];
  /** Indentation of the line the target starts on. */
  readonly indent: string;
  extract(code: string): ExtractedFile | undefined;
};

/** New text for a part of the document, with `\n` line endings and in the document's indentation. */
export type Replacement = { readonly span: Span; readonly text: string };

// Enough lines to see how a document is indented, without walking a large one.
const UNIT_SAMPLE_LINES = 200;
const DEFAULT_UNIT = { brace: "  ", end: "  ", indent: "    " } as const;

export function createPlanRewrite(ports: PlanPorts): PlanRewrite {
  return (task, answer) => {
    const view = viewOf(ports, task);
    const replaced = searchAndReplace(view, answer);
    if (replaced !== undefined && "problem" in replaced) return unusable("no-target", replaced.problem);
    const blocks = replaced === undefined ? codeBlocks(answer) : [{ text: replaced.code }];
    let problem: Unusable = unusable("no-code", "the answer holds no code");
    for (const find of findersFor(view)) {
      for (const block of blocks) {
        const found = find(view, block.text);
        if (found === undefined) continue;
        const planned = toEdit(view, found, block.text);
        if (planned.kind === "edit") return planned;
        problem = planned;
      }
    }
    if (blocks.length > 0 && problem.reason === "no-code") return missing(view);
    return problem;
  };
}

type Finder = (view: PlanView, code: string) => Replacement | undefined;

function findersFor(view: PlanView): readonly Finder[] {
  switch (view.writes) {
    case "body":
      return [findBody, findBareBody];
    case "doc":
      return [findDoc];
    case "members":
      return [findMembers];
    case "code":
    case "code-and-doc":
      return view.symbol === undefined ? [findLines] : [findSymbol, findLines];
  }
}

function toEdit(view: PlanView, found: Replacement, code: string): PlannedRewrite {
  const { document } = view;
  const original = document.slice(found.span.start, found.span.end);
  const text = withoutRemoved(view, found.text);
  const elision = findElision(text, original, view.block);
  if (elision !== undefined) {
    return unusable("elided", `the answer leaves code out: ${JSON.stringify(elision)}`);
  }
  if (isUnchanged(view, original, text)) return unusable("same", "the answer changes nothing in the code");
  const lacks = (view.intent.missing ?? []).find((label) => !holdsLabel(text, label));
  if (lacks !== undefined) return unusable("incomplete", `the answer lacks the case ${lacks}`);
  const edit = minimalEdit(document, found.span, text.replaceAll("\n", document.eol));
  const asked = (view.alsoEdit ?? []).filter((each) => !overlaps(each.span, found.span));
  const imports = missingImports(view, code, text);
  const [first, ...more] = imports;
  // All that was missing may have been an import.
  const isSame = edit.span.start === edit.span.end && edit.newText === "";
  if (isSame && first !== undefined) return { kind: "edit", edit: first, alsoEdit: [...asked, ...more] };
  return { kind: "edit", edit, alsoEdit: [...asked, ...imports] };
}

/** Where a comment asks for something, taking it away is not doing it. */
function isUnchanged(view: PlanView, original: string, text: string): boolean {
  const plain = (code: string): string =>
    withoutRemoved(view, code.replace(/\r\n?/g, "\n")).replace(/\s+/g, " ");
  return (view.alsoEdit ?? []).length > 0 && plain(original) === plain(text);
}

/** Quotes are a matter of taste. */
function holdsLabel(text: string, label: string): boolean {
  return text.replace(/['`]/g, '"').includes(label.replace(/['`]/g, '"'));
}

/** The new text without lines the task removes, such as the comment that carried the order. */
function withoutRemoved(view: PlanView, text: string): string {
  const removed = (view.alsoEdit ?? [])
    .filter(({ newText }) => newText === "")
    .flatMap(({ span }) => view.document.slice(span.start, span.end).split(/\r\n?|\n/))
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (removed.length === 0) return text;
  return text
    .split("\n")
    .filter((line) => !removed.includes(line.trim()))
    .join("\n");
}

function viewOf(ports: PlanPorts, task: RewriteRequest): PlanView {
  const { document, syntax, target } = task;
  const block = syntax?.language.block ?? "brace";
  const languageId = syntax?.language.id ?? document.languageId;
  const line = document.positionAt(target.start).line;
  const sample: string[] = [];
  for (let at = line - UNIT_SAMPLE_LINES; at < line + UNIT_SAMPLE_LINES; at++) {
    if (at >= 0 && at < document.lineCount) sample.push(lineContent(document, at));
  }
  return {
    ...task,
    block,
    writes: WRITES[task.intent.kind],
    unit: detectUnit(sample) ?? task.indentUnit ?? DEFAULT_UNIT[block],
    indent: indentOf(document.lineText(line)),
    extract: (code) => ports.extract(languageId, code),
  };
}

function missing(view: PlanView): Unusable {
  const name = view.symbol?.name;
  if (name === undefined)
    return unusable("no-target", "the answer does not hold the lines that were asked for");
  if (view.writes === "doc") return unusable("no-target", `the answer holds no comment for ${name}`);
  if (view.writes === "members") {
    return unusable("no-target", `the answer does not hold all of ${(view.intent.names ?? []).join(", ")}`);
  }
  return unusable("no-target", `the answer does not hold the whole of ${name}`);
}

function unusable(reason: string, message: string): Unusable {
  return { kind: "unusable", reason, message };
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
