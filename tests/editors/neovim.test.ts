// Owns the tests with a real Neovim: its own LSP client and clients/neovim against the built server.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import {
  CLIENTS,
  COMPLETED,
  DOCUMENTED,
  EXPLAINED,
  FILE,
  FIXED,
  IMPLEMENTED,
  INSTRUCTED,
  makeWorkplace,
  SERVER,
  TESTS,
  type Workplace,
} from "./workplace.ts";

const DRIVER = fileURLToPath(new URL("neovim.lua", import.meta.url));
const run = promisify(execFile);

let place: Workplace | undefined;
afterEach(() => place?.dispose());

describe("Neovim", () => {
  test.each([
    ["takes a completion from the menu", "completion", COMPLETED],
    ["keeps what is typed fast along a suggestion", "along", COMPLETED],
    [
      "never shows anything but the same line while ghost text is typed along",
      "ghost",
      `    return width * height * depth\n${COMPLETED.replace(/h\n$/, "\n")}`,
    ],
    ["takes the rest of a suggestion that was begun", "half", COMPLETED],
    ["applies a code action after its resolve", "resolve", IMPLEMENTED],
    ["fixes a diagnostic that another tool reported", "diagnostic", FIXED],
    ["has an instruction carried out by command", "command", INSTRUCTED],
    ["documents a function after its resolve", "docs", DOCUMENTED],
    ["documents a function by command", "docs_command", DOCUMENTED],
    // Neovim keeps the empty line of the new buffer behind the text; other editors have none, so the text ends its last line.
    ["shows new tests, made by command", "tests", `${TESTS}\n`],
    ["shows an explanation", "explain", EXPLAINED],
  ])("%s", async (_name, neovimCase, expected) => {
    expect(await drive(neovimCase, makeWorkplace())).toBe(expected);
  });

  test("takes a completion of many lines without indenting it again", async () => {
    const before = "def positive(values):\n    for value in values:\n        return \n";
    const answers = [{ chunks: ["[\n            value\n            for value in values\n        ]"] }];
    const after = before.replace(
      "return \n",
      "return [\n            value\n            for value in values\n        ]\n",
    );
    expect(await drive("completion", makeWorkplace(answers, before))).toBe(after);
  });

  test("takes a completion together with the import it needs", async () => {
    const workplace = makeWorkplace([{ chunks: ["doubled(width)"] }]);
    writeFileSync(join(workplace.folder, "numbers_of.py"), "def doubled(number):\n    return 2 * number\n");
    expect(await drive("import", workplace)).toBe(
      FILE.replace("\n\n\ndef mean", "\n\nfrom numbers_of import doubled\n\n\ndef mean").replace(
        "return \n",
        "return doubled(width)\n",
      ),
    );
  });

  test("leaves no server behind", async () => {
    expect(await drive("exit", makeWorkplace())).toBe("ended\n");
  });
});

/** The buffer's text after the case. */
async function drive(neovimCase: string, workplace: Workplace): Promise<string> {
  place = workplace;
  const { file, config } = workplace;
  const args = [neovimCase, file, process.execPath, SERVER, config, `${CLIENTS}/neovim`];
  const { stdout } = await run("nvim", ["--clean", "-l", DRIVER, ...args]);
  return stdout;
}
