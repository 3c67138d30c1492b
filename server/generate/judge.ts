// Owns what an answer is worth: the edits, files or words it becomes once every check has passed, or the reasons against it.
import type { ActionTask, FileTask, QuestionTask, RewriteTask } from "../context/collect.ts";
import { type DocumentSnapshot, unopenedDocument } from "../documents/documents.ts";
import { applyEdits, type Span, type TextEdit } from "../documents/text.ts";
import { fileUri, pathInside } from "../documents/workspace.ts";
import { namedBlocks, plainAnswer } from "../edits/code-block.ts";
import { type FileStyle, inFileStyle } from "../edits/file-style.ts";
import { planNewFiles } from "../edits/new-files.ts";
import { moveBetween, rebaseEdits } from "../edits/rebase.ts";
import { restored } from "../prompt/withheld.ts";
import { Failure } from "../trace/failure.ts";
import type { CheckReport, Proposed } from "../verify/verify.ts";
import type { AnswerNotes } from "./answer.ts";
import { type Finding, readFindings } from "./findings.ts";
import type { GeneratorPorts } from "./ports.ts";

export type Answer = { readonly text: string; readonly notes: AnswerNotes; readonly isWhole: boolean };

/** Edits of one version of a document. */
export type DocumentChange = { readonly document: DocumentSnapshot; readonly edits: readonly TextEdit[] };
export type NewFile = { readonly uri: string; readonly text: string };

/** What an acceptable answer comes to. */
export type Made = {
  readonly changes: readonly DocumentChange[];
  readonly newFiles: readonly NewFile[];
  /** Words for a person, in Markdown. */
  readonly words?: string;
  readonly findings?: readonly Finding[];
};

/** A task, and how new code is to be written. */
export type Styled<Task extends ActionTask = ActionTask> = { readonly task: Task; readonly style: FileStyle };

export type Judged =
  | { readonly made: Made; readonly reports: readonly CheckReport[] }
  | {
      readonly made?: undefined;
      readonly reasons: readonly string[];
      readonly reports: readonly CheckReport[];
    };

/** `style` is what the project's settings say; the document itself counts more where it shows how it is written. */
export function judge(ports: GeneratorPorts, styled: Styled, answer: Answer): Judged {
  const { task, style } = styled;
  if (answer.notes.end === "refused") return unfit("whole", "the model refused to answer");
  // What was cut off is never applied: what is missing cannot be told from what was to be removed.
  if (!answer.isWhole) return unfit("whole", "the answer was cut off before its end");
  switch (task.kind) {
    case "rewrite-span":
      return judgeRewrite(ports, { task, style }, answer.text);
    case "write-files":
      return judgeFiles(ports, { task, style }, answer.text);
    case "question":
      return judgeWords(ports, task, answer.text);
  }
}

/**
 * What was made, for the documents as they are now: edits move with text that changed elsewhere meanwhile, and are checked
 * again. Throws `stale` where the change touches them or their target.
 */
export function bringUpToDate(ports: GeneratorPorts, task: ActionTask, made: Made): Made {
  const changes = made.changes.map((change) => {
    const now = ports.documents.get(change.document.uri);
    if (now === undefined || now.version === change.document.version) return change;
    const move = moveBetween(change.document, now);
    const edits = rebaseEdits(move, change.edits);
    const isTarget = change.document.uri === task.document.uri;
    const target = isTarget ? move(task.target) : { start: 0, end: 0 };
    const [edit, ...alsoEdit] = edits ?? [];
    if (edit === undefined || target === undefined) throw changedMeanwhile(now);
    const { verdict } = ports.verifier.check({
      document: now,
      syntax: ports.snapshot(now),
      edit,
      alsoEdit,
      purpose: "rewrite",
      ...(isTarget ? { target } : {}),
    });
    if (verdict.kind !== "accept") throw changedMeanwhile(now);
    return { document: now, edits: [edit, ...alsoEdit] };
  });
  return { ...made, changes };
}

function changedMeanwhile({ uri }: DocumentSnapshot): Failure {
  return new Failure("stale", `${uri} changed while the edit was being made`, {
    remedy: "run the action again",
  });
}

function judgeRewrite(ports: GeneratorPorts, { task, style }: Styled<RewriteTask>, text: string): Judged {
  const { indentUnit } = style;
  const request = indentUnit === undefined ? task : { ...task, indentUnit };
  const planned = ports.plan(request, restored(task.document, text));
  if (planned.kind === "unusable") return unfit("usable", planned.message);
  const { document, syntax, target, symbol, intent } = task;
  const { edit, alsoEdit } = planned;
  const proposed = {
    document,
    syntax,
    edit,
    purpose: "rewrite",
    alsoEdit,
    target,
    wish: wishOf(intent),
    ...(intent.kind === "implement-body" && symbol !== undefined ? { implemented: symbol } : {}),
  } as const;
  const checked = ports.verifier.check(proposed);
  const { verdict, reports } = checked;
  if (verdict.kind !== "accept") {
    return { reasons: [verdict.kind === "trim" ? verdict.why : verdict.message], reports };
  }
  const imports = importsFor(ports, proposed, checked.toImport);
  const changes = [{ document, edits: [edit, ...alsoEdit, ...imports] }];
  return { made: { changes, newFiles: [] }, reports };
}

/** What the answer uses and did not import itself, as far as everything together still passes the checks. */
function importsFor(
  ports: GeneratorPorts,
  proposed: Proposed,
  names: readonly string[],
): readonly TextEdit[] {
  const imports = names.length === 0 ? [] : (ports.importEdits?.(proposed.document, names) ?? []);
  if (imports.length === 0) return [];
  const others = [proposed.edit, ...(proposed.alsoEdit ?? [])];
  if (imports.some(({ span }) => others.some((other) => crosses(other.span, span)))) return [];
  const alsoEdit = [...others.slice(1), ...imports];
  return ports.verifier.check({ ...proposed, alsoEdit }).verdict.kind === "accept" ? imports : [];
}

function judgeFiles(ports: GeneratorPorts, { task, style }: Styled<FileTask>, text: string): Judged {
  const planned = planNewFiles(text, task.file?.path);
  if (planned.kind === "unusable") return unfit("usable", planned.message);
  const tested = task.intent.kind === "write-tests" ? task.symbol?.name : undefined;
  if (tested !== undefined && !planned.files.some((file) => file.text.includes(tested))) {
    return unfit("usable", `the answer does not test ${tested}`);
  }
  const reports: CheckReport[] = [];
  const newFiles: NewFile[] = [];
  for (const file of planned.files) {
    const uri = fileUri(pathInside(task.folder, file.path));
    const document = unopenedDocument(uri, task.file?.languageId ?? ports.languageOf(file.path), "");
    const checked = ports.verifier.check({
      document,
      syntax: ports.snapshot(document),
      edit: { span: { start: 0, end: 0 }, newText: file.text },
      purpose: "rewrite",
      newPaths: planned.files.map(({ path }) => pathInside(task.folder, path)),
      wish: wishOf(task.intent),
    });
    reports.push(...checked.reports);
    if (checked.verdict.kind !== "accept") {
      const why = checked.verdict.kind === "trim" ? checked.verdict.why : checked.verdict.message;
      return { reasons: [`${file.path}: ${why}`], reports };
    }
    const imported = withImports(
      ports,
      { uri, languageId: document.languageId, text: file.text },
      checked.toImport,
    );
    const isAlike = document.languageId === task.document.languageId;
    newFiles.push({ uri, text: isAlike ? inFileStyle(imported, style) : imported });
  }
  return { made: { changes: [], newFiles }, reports };
}

type FileText = { readonly uri: string; readonly languageId: string; readonly text: string };

/** A new file with the imports its code forgot. */
function withImports(ports: GeneratorPorts, file: FileText, names: readonly string[]): string {
  const document = unopenedDocument(file.uri, file.languageId, file.text);
  const edits = names.length === 0 ? [] : (ports.importEdits?.(document, names) ?? []);
  return applyEdits(file.text, edits);
}

/** Whether they have more in common than an edge. */
function crosses(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** What the user or the project has said that names a package, as far as there is such a text. */
function wishOf(intent: ActionTask["intent"]): string {
  if ("instruction" in intent) return intent.instruction;
  if ("description" in intent) return intent.description;
  if ("diagnostic" in intent) return intent.diagnostic.message;
  return "framework" in intent ? intent.framework : "";
}

function judgeWords(ports: GeneratorPorts, task: QuestionTask, text: string): Judged {
  const words = wordsOf(task, text);
  if (words === "") return unfit("usable", "the answer is empty");
  if (task.intent.kind === "review-selection") {
    const findings = readFindings(task.document, task.target, words);
    return findings === undefined
      ? unfit("usable", "no line of the answer begins with a line number and a colon")
      : { made: { changes: [], newFiles: [], findings }, reports: [] };
  }
  const edits = task.toEdits?.(words) ?? [];
  const [edit, ...alsoEdit] = edits;
  if (edit === undefined) return { made: { changes: [], newFiles: [], words }, reports: [] };
  const { document, syntax } = task;
  const { verdict, reports } = ports.verifier.check({ document, syntax, edit, alsoEdit, purpose: "rewrite" });
  return verdict.kind === "accept"
    ? { made: { changes: [{ document, edits }], newFiles: [], words }, reports }
    : { reasons: [verdict.kind === "trim" ? verdict.why : verdict.message], reports };
}

/** A message comes in a block as often as not; an explanation may hold blocks of its own. */
function wordsOf({ intent }: QuestionTask, text: string): string {
  const plain = plainAnswer(text).trim();
  if (intent.kind !== "commit-message") return plain;
  return (namedBlocks(plain)[0]?.text ?? plain).trim();
}

function unfit(id: string, message: string): Judged {
  return { reasons: [message], reports: [{ id, verdict: "fail", message }] };
}
