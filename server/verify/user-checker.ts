// Owns the user's own checker around an edit: run on the document before and after, apart from the workspace; only what is new counts.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";
import type { CheckReport } from "./verify.ts";

/** A document before and after an edit; `path` and `folder`, that of the workspace, are absolute. */
export type CheckedChange = {
  readonly path: string;
  readonly folder: string;
  readonly languageId: string;
  readonly before: string;
  readonly after: string;
};

export interface UserChecker {
  /** What the command finds in the document after the edit and not before it; nothing where no command is set. */
  check(change: CheckedChange, signal: AbortSignal): Promise<UserCheck>;
}

export type UserCheck = { readonly reports: readonly CheckReport[]; readonly reasons: readonly string[] };

export type UserCheckerPorts = {
  /** The command for a language, each `{file}` standing for the document's path below the folder it runs in. */
  readonly commandFor: (languageId: string) => readonly string[] | undefined;
  /** What the command gets of the environment. */
  readonly env: NodeJS.ProcessEnv;
  /** How long one run may take. */
  readonly limitMs?: number;
};

const ID = "user-checker";
const LIMIT_MS = 20_000;
const LONGEST_OUTPUT = 4_000_000;
// A model reads no more, and neither does the user.
const MOST_REASONS = 5;
const LONGEST_REASON = 300;
// A folder of more entries is no place where somebody writes code.
const MOST_ENTRIES = 10_000;

export function createUserChecker(ports: UserCheckerPorts): UserChecker {
  const { commandFor, env, limitMs = LIMIT_MS } = ports;
  return {
    async check(change, signal) {
      const command = commandFor(change.languageId);
      if (command === undefined) return { reports: [], reasons: [] };
      const [program = ""] = command;
      const limits = { env, limitMs, signal };
      const [before, after] = await Promise.all([
        problemsIn(change, change.before, command, limits),
        problemsIn(change, change.after, command, limits),
      ]);
      if (before === undefined || after === undefined) {
        signal.throwIfAborted();
        const message = `${program} could not be run, or not within ${limitMs / 1000} s`;
        return { reports: [{ id: ID, verdict: "skipped", message }], reasons: [] };
      }
      const added = addedTo(before, after).slice(0, MOST_REASONS);
      const reasons = added.map((problem) => `${basename(program)}: ${problem.slice(0, LONGEST_REASON)}`);
      const message = reasons.join("; ");
      const verdict = reasons.length === 0 ? "pass" : "fail";
      return { reports: [{ id: ID, verdict, ...(message === "" ? {} : { message }) }], reasons };
    },
  };
}

type Limits = {
  readonly env: NodeJS.ProcessEnv;
  readonly limitMs: number;
  readonly signal: AbortSignal;
};

/** Undefined where the command did not end by itself. */
async function problemsIn(
  change: CheckedChange,
  text: string,
  command: readonly string[],
  { env, limitMs, signal }: Limits,
): Promise<readonly string[] | undefined> {
  const root = await mkdtemp(join(tmpdir(), "treewright-check-"));
  try {
    const file = relative(change.folder, change.path);
    await layOut(change.folder, root, file, text);
    // A name that begins like an option must not be one.
    const shown = file.startsWith("-") ? `.${sep}${file}` : file;
    const [program = "", ...args] = command.map((part) => part.replaceAll("{file}", shown));
    // Windows would look for the program in the workspace first.
    const safe = { ...env, NoDefaultCurrentDirectoryInExePath: "1" };
    const output = await run(program, args, { cwd: root, env: safe, timeout: limitMs, signal });
    return output === undefined ? undefined : problemLines(output, { root, file });
  } catch (error) {
    // Without links, or rights to make them, nothing can be checked this way.
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The workspace once more as links, but for the folders on the way to the file and the file itself. */
async function layOut(folder: string, root: string, file: string, text: string): Promise<void> {
  const steps = file.split(sep);
  for (let depth = 0; depth < steps.length; depth++) {
    const [from, to] = [folder, root].map((base) => join(base, ...steps.slice(0, depth)));
    if (from === undefined || to === undefined) return;
    await mkdir(to, { recursive: true });
    const names = await readdir(from).catch(() => []);
    const others = names.slice(0, MOST_ENTRIES).filter((name) => name !== steps[depth]);
    await Promise.all(others.map((name) => symlink(join(from, name), join(to, name))));
  }
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}

type RunOptions = {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeout: number;
  readonly signal: AbortSignal;
};

/** No shell is involved. A checker that found something ends with a code of its own: that is an answer as well. */
function run(program: string, args: readonly string[], options: RunOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const limits = { ...options, maxBuffer: LONGEST_OUTPUT, windowsHide: true };
    const child = execFile(program, [...args], limits, (error, stdout, stderr) => {
      const isEnded = error === null || typeof error.code === "number";
      resolve(isEnded && error?.killed !== true ? `${stdout}\n${stderr}` : undefined);
    });
    child.stdin?.end();
  });
}

// `a.ts(1,2): error …`, `a.py:1:2: E1 …`, `/w/a.py:1:2 - error: …`.
const PROBLEM = /^\s*(\S.*?)(?:\(\d+(?:,\d+)?\)|:\d+(?::\d+)?)\s*[:-]?\s+(\S.*)$/;

/** What is said about the file, without the places, which move with every edit. */
function problemLines(
  output: string,
  { root, file }: { readonly root: string; readonly file: string },
): readonly string[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [, where = "", message = ""] = PROBLEM.exec(line) ?? [];
    const isHere = where.replace(/^\.[/\\]/, "") === file || where.endsWith(`${sep}${file}`);
    return isHere ? [message.replaceAll(`${root}${sep}`, "").trim()] : [];
  });
}

/** Those of `after` that are more often than in `before`. */
function addedTo(before: readonly string[], after: readonly string[]): readonly string[] {
  const left = [...before];
  return after.filter((problem) => {
    const place = left.indexOf(problem);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}
