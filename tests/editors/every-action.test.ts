// Owns the proof that every action works from every way to it: the command line with `--diff`, a real Neovim and a real Emacs by the menu and by command.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { applyPatch, parsePatch } from "diff";
import { afterEach, describe, expect, test } from "vitest";
import { ACTIONS } from "../../server/features/code-actions.ts";
import { type Case, readCases, sectionOf } from "../support/case-file.ts";
import { type ActionPlace, makeActionPlace } from "./action-place.ts";
import { CLIENTS, SERVER } from "./workplace.ts";

const CASES = readCases(fileURLToPath(new URL("../features/cases", import.meta.url)));
const NEOVIM = fileURLToPath(new URL("neovim.lua", import.meta.url));
const EMACS = fileURLToPath(new URL("emacs.el", import.meta.url));
const ROWS = ACTIONS.map(({ id, kind }) => {
  const given = CASES.find(({ name }) => name === id);
  if (given === undefined) throw new Error(`no case for ${id}`);
  return { id, kind, given };
});
/** A further wish needs a session that has had one before. */
const ONCE = ROWS.filter(({ given }) => sectionOf(given, "before") === undefined);
/** What has to be said in words stands in no menu. */
const LISTED = ONCE.filter(({ given }) => sectionOf(given, "instruction") === undefined);

let place: ActionPlace | undefined;
afterEach(() => place?.dispose());

/** What the case says comes out: a text, words, or findings. */
function expectedOf(given: Case): string {
  return sectionOf(given, "words") ?? sectionOf(given, "findings") ?? given.sections["expect"] ?? "";
}

describe("the command line", () => {
  test.each(ONCE)("$id", async ({ id, given }) => {
    place = makeActionPlace(given);
    const { path, first, last, isSelection, folder } = place;
    const at = isSelection
      ? `${path}:${first.line}-${last.line}`
      : `${path}:${first.line}:${first.column + 1}`;
    const instruction = sectionOf(given, "instruction");
    const diagnostic = sectionOf(given, "diagnostic");
    const reported = `${path}:${first.line}:${first.column + 1}: error: ${diagnostic}\n`;
    const { code, stdout, stderr } = await runCli(place, diagnostic === undefined ? "" : reported, [
      "act",
      id,
      at,
      "--diff",
      ...(instruction === undefined ? [] : ["--instruction", instruction]),
      ...(diagnostic === undefined ? [] : ["--diagnostics", "-"]),
    ]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    if (given.sections["expect"] === undefined) expect(stdout).toBe(`${expectedOf(given)}\n`);
    else
      expect(patched(folder, stdout, sectionOf(given, "path")?.split(" ")[0] ?? path)).toBe(
        expectedOf(given),
      );
  });

  test("a further wish is refused in one sentence: nothing was asked before", async () => {
    const refine = ROWS.find(({ id }) => id === "refine");
    place = makeActionPlace(refine?.given ?? expect.fail());
    const args = ["act", "refine", "a.ts:1", "--diff", "--instruction", "let the caller say the limit"];
    const { code, stdout, stderr } = await runCli(place, "", args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("refine does not apply at line 1");
  });
});

/** A file as it is once the diff is applied. */
function patched(folder: string, diff: string, path: string): string {
  const patch = parsePatch(diff).find(({ newFileName }) => newFileName === `b/${path}`);
  if (patch === undefined) throw new Error(`no ${path} in ${diff}`);
  const isNew = patch.oldFileName === "/dev/null";
  const text = applyPatch(isNew ? "" : readFileSync(join(folder, path), "utf8"), patch);
  return text === false ? `the diff does not apply: ${diff}` : text;
}

type Result = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

async function runCli(
  { folder, config }: ActionPlace,
  input: string,
  args: readonly string[],
): Promise<Result> {
  const own = { TREEWRIGHT_CONFIG: config, TREEWRIGHT_CACHE: join(folder, ".git", "cache") };
  const env = { ...process.env, ...own, NO_COLOR: "1", FORCE_COLOR: "" };
  return run(process.execPath, [SERVER, ...args], { cwd: folder, env }, input);
}

function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
  input = "",
): Promise<Result> {
  return new Promise((resolve) => {
    const child = execFile(program, args, options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

describe("Neovim", () => {
  test.each(LISTED)("$id from the menu", ({ id, kind, given }) =>
    expectInNeovim(given, { id, kind, way: "menu" }),
  );
  test.each(ROWS)("$id by command", ({ id, kind, given }) =>
    expectInNeovim(given, { id, kind, way: "command" }),
  );
});

type Wish = { readonly id: string; readonly kind: string; readonly way: "menu" | "command" };

async function expectInNeovim(given: Case, wish: Wish): Promise<void> {
  place = makeActionPlace(given);
  const { folder, config, path, ...where } = place;
  const told = {
    ...wish,
    ...where,
    path: sectionOf(given, "path")?.split(" ")[0],
    instruction: sectionOf(given, "instruction"),
    diagnostic: sectionOf(given, "diagnostic"),
    before: sectionOf(given, "before"),
    hasWords: sectionOf(given, "words") !== undefined,
    hasFindings: sectionOf(given, "findings") !== undefined,
  };
  const wishFile = join(folder, ".git", "wish.json");
  writeFileSync(wishFile, JSON.stringify(told));
  const args = ["any", join(folder, path), process.execPath, SERVER, config, `${CLIENTS}/neovim`, wishFile];
  const { stdout, stderr } = await run("nvim", ["--clean", "-l", NEOVIM, ...args], { cwd: folder });
  // The end of the last line belongs to the file, not to the buffer.
  expect(stdout.trimEnd(), stderr).toBe(expectedOf(given).trimEnd());
}

describe("Emacs", () => {
  // Eglot sends no diagnostics of others, and shows those of a review where a user looks for them.
  const hasDiagnostics = ({ sections }: Case): boolean => "diagnostic" in sections || "findings" in sections;
  test.each(LISTED.filter(({ given }) => !hasDiagnostics(given)))(
    "$id from the menu",
    ({ id, kind, given }) => expectInEmacs(given, { id, kind, way: "menu" }),
  );
  test.each(ROWS.filter(({ given }) => !hasDiagnostics(given)))("$id by command", ({ id, kind, given }) =>
    expectInEmacs(given, { id, kind, way: "command" }),
  );
});

async function expectInEmacs(given: Case, wish: Wish): Promise<void> {
  place = makeActionPlace(given);
  const { folder, config, path, ...where } = place;
  const newPath = sectionOf(given, "path")?.split(" ")[0];
  const told = {
    ...wish,
    ...where,
    path: newPath === undefined ? undefined : join(folder, newPath),
    instruction: sectionOf(given, "instruction"),
    before: sectionOf(given, "before"),
    words: sectionOf(given, "words"),
  };
  const env = { ...process.env, HOME: folder, WISH: JSON.stringify(told) };
  const args = ["eglot", "any", join(folder, path), `${CLIENTS}/emacs`, process.execPath, SERVER, config];
  const { stdout, stderr } = await run("emacs", ["--batch", "-l", EMACS, ...args], { env, cwd: folder });
  expect(stdout.trimEnd(), stderr).toBe(expectedOf(given).trimEnd());
}
