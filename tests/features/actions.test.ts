// Every action from its offer to what comes of it: real rooms in a real folder, the answer of the model is scripted.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { Span } from "../../server/documents/text.ts";
import { applyEdits } from "../../server/documents/text.ts";
import { createWorkspace } from "../../server/documents/workspace.ts";
import { ACTIONS, createCodeActions } from "../../server/features/code-actions.ts";
import type { Proposal } from "../../server/generate/generate.ts";
import { createHouse, createStringBackend, partsOf } from "../generate/house.ts";
import { type Case, readCases, sectionOf } from "../support/case-file.ts";
import { parseMarked } from "../support/marked-text.ts";

const SIGNAL = new AbortController().signal;
const CASES = readCases(fileURLToPath(new URL("./cases", import.meta.url)));
const home = realpathSync(mkdtempSync(join(tmpdir(), "treewright-actions-")));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The action a case is of: named by it, else the longest id its own name begins with. */
function actionOf(given: Case): string {
  const named = ACTIONS.filter(({ id }) => given.name === id || given.name.startsWith(`${id}-`));
  const id = sectionOf(given, "action") ?? named.toSorted((a, b) => b.id.length - a.id.length)[0]?.id;
  return id ?? (given.name.startsWith("new-file") ? "new-file-from-description" : "");
}

test.each(CASES.map((given) => [given.name, given] as const))("%s", async (_name, given) => {
  const folder = join(home, given.name);
  for (const { path, text } of given.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const staged = sectionOf(given, "staged");
  if (staged !== undefined) {
    for (const args of [
      ["init", "--quiet"],
      ["add", staged],
    ])
      execFileSync("git", args, { cwd: folder });
  }
  const before = sectionOf(given, "before");
  const answers = [
    ...(before === undefined ? [] : [sectionOf(given, "before-model") ?? ""]),
    sectionOf(given, "model") ?? "",
  ];
  const backend = createStringBackend({
    answers: (_prompt, call) => partsOf(answers[call] ?? answers.at(-1) ?? "", "stop"),
  });
  const house = createHouse(backend);
  const workspace = createWorkspace();
  workspace.setFolders([folder]);
  const { syntax, generator, trace } = house;
  const actions = createCodeActions({ syntax, workspace, generator, trace, noteProblems: () => undefined });
  const [file] = given.files;
  if (file === undefined) throw new Error("no file");
  const { text, cursor = 0, selection } = parseMarked(file.text);
  const uri = pathToFileURL(join(folder, file.path)).href;
  const document = house.documents.open(uri, syntax.languageOf(file.path), 1, text);
  const span: Span = selection ?? { start: cursor, end: cursor };
  const message = sectionOf(given, "diagnostic");
  const diagnostics = message === undefined ? [] : [{ span: { start: cursor, end: cursor }, message }];
  const instruction = sectionOf(given, "instruction");
  const actionId = actionOf(given);

  // What the user asked for before, and may have applied or not.
  if (before !== undefined) {
    const first = { actionId: "apply-instruction", span, version: 1, instruction: before };
    await actions.run(document, first, () => undefined, SIGNAL);
  }
  const listed = actions
    .list({ document, span, diagnostics, isAutomatic: false })
    .find((each) => each.actionId === actionId);
  const { offer, hash } = listed ?? {};
  const reference = {
    actionId,
    span: offer?.span ?? span,
    version: 1,
    ...(hash === undefined ? {} : { hash }),
    ...(offer?.symbol === undefined ? {} : { symbol: offer.symbol }),
    ...(offer?.diagnostic === undefined ? {} : { diagnostic: offer.diagnostic }),
    ...(instruction === undefined ? {} : { instruction }),
  };
  // Without an instruction an action is only done where the menu offers it.
  if (instruction === undefined) expect(offer?.title).toBe(sectionOf(given, "title"));
  const outcome = await actions
    .run(document, reference, () => undefined, SIGNAL)
    .then((proposal) => told(proposal, folder, text))
    .catch((error: unknown) => ({ refused: String(error).replace(/^.*in 2 tries: /, "") }));
  const wanted = {
    title: sectionOf(given, "refused") === undefined ? sectionOf(given, "title") : undefined,
    refused: sectionOf(given, "refused"),
    expect: given.sections["expect"],
    path: sectionOf(given, "path"),
    words: sectionOf(given, "words"),
    findings: sectionOf(given, "findings"),
  };
  expect(outcome).toEqual(
    Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)),
  );
  const asked = sectionOf(given, "asked");
  if (asked !== undefined) expect(JSON.stringify(backend.calls.at(-1)?.prompt)).toContain(quoted(asked));
  expect(trace.bugCount).toBe(0);
});

/** As it stands inside of a text in JSON. */
function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What a proposal comes to, in the words of a case. */
function told(
  { label, changes, newFiles, words, findings, about }: Proposal,
  folder: string,
  text: string,
): object {
  const [change] = changes;
  const [newFile] = newFiles;
  const path = newFiles.map(({ uri }) => relative(folder, fileURLToPath(uri))).join(" ");
  return {
    title: label,
    ...(change === undefined ? {} : { expect: applyEdits(text, change.edits) }),
    ...(newFile === undefined ? {} : { expect: newFile.text, path }),
    ...(words === undefined || change !== undefined ? {} : { words }),
    ...(findings === undefined
      ? {}
      : {
          findings: findings
            .map(({ span, message }) => `${about.positionAt(span.start).line + 1}: ${message}`)
            .join("\n"),
        }),
  };
}

test("every action has a case under its own name, for the table of the README", () => {
  const names = new Set(CASES.map(({ name }) => name));
  const without = ACTIONS.filter(({ id }) => !names.has(id)).map(({ id }) => id);
  expect(without).toEqual([]);
});
