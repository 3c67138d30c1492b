// The user's own checker around an edit, with real programs: new errors count, old ones and those of other files do not.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { createUserChecker } from "../../server/verify/user-checker.ts";

const TSC = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
const COMPILE = [process.execPath, TSC, "--noEmit", "--strict", "{file}"];
/** Says of each line with a word in it where it stands, and reads no other file. */
const LINT = [
  process.execPath,
  "-e",
  `const [file] = process.argv.slice(-1);
  require("fs").readFileSync(file, "utf8").split("\\n").forEach((line, index) => {
    if (line.includes("bad")) console.log(file + ":" + (index + 1) + ":1: W1 " + line.trim());
  });
  process.exit(1);`,
  "{file}",
];
const TYPES = 'import { b } from "./lib/b";\nexport const n: number = "old";\n';

type Row = readonly [
  what: string,
  command: readonly string[] | undefined,
  before: string,
  after: string,
  found: string,
];

const ROWS: readonly Row[] = [
  ["no command", undefined, "a", "bad", ""],
  ["nothing new", LINT, "bad\n", "\n\nbad\n", "pass"],
  ["one more of the same", LINT, "bad\n", "bad\nbad\n", "fail: node: W1 bad"],
  ["another one", LINT, "bad\n", "very bad\n", "fail: node: W1 very bad"],
  ["one less", LINT, "bad\nbad\n", "bad\n", "pass"],
  ["a program that is not there", ["treewright-no-such-program"], "a", "b", "skipped"],
  ["a program that does not end", [process.execPath, "-e", "setInterval(() => 0, 9)"], "a", "b", "skipped"],
  [
    "a compiler, over the imports of the file",
    COMPILE,
    TYPES,
    `${TYPES}b(1);\nb("x");\n`,
    "fail: node: error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.",
  ],
];

test.each(ROWS)("%s", async (_what, command, before, after, expected) => {
  const folder = mkdtempSync(join(tmpdir(), "treewright-user-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "src/lib"), { recursive: true });
  writeFileSync(
    join(folder, "src/lib/b.ts"),
    "export function b(n: number): void {}\nconst wrong: string = 1;\n",
  );
  writeFileSync(join(folder, "src/a.ts"), "on disk\n");
  const shared = process.env["PATH"] ?? "";
  const checker = createUserChecker({
    commandFor: (languageId) => (languageId === "typescript" ? command : undefined),
    env: { PATH: [dirname(process.execPath), shared].join(delimiter) },
    limitMs: expected === "skipped" ? 500 : 20_000,
  });
  const path = join(folder, "src/a.ts");
  const change = { path, folder, languageId: "typescript", before, after };
  const { reports, reasons } = await checker.check(change, new AbortController().signal);
  const said = reports.map(({ verdict }) => [verdict, ...reasons].join(": ")).join();
  expect(said.replaceAll("node.exe:", "node:")).toBe(expected);
  expect(readdirSync(join(folder, "src")).sort()).toEqual(["a.ts", "lib"]);
  expect(existsSync(join(folder, "src/lib/b.ts"))).toBe(true);
});
