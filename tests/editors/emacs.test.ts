// Owns the tests with a real Emacs: eglot and lsp-mode through clients/emacs against the built server.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import {
  CLIENTS,
  DOCUMENTED,
  IMPLEMENTED,
  INSTRUCTED,
  makeWorkplace,
  SERVER,
  type Workplace,
} from "./workplace.ts";

const DRIVER = fileURLToPath(new URL("emacs.el", import.meta.url));
const run = promisify(execFile);

let place: Workplace | undefined;
afterEach(() => place?.dispose());

describe.each(["eglot", "lsp-mode"])("Emacs with %s", (client) => {
  test.each([
    ["applies a code action", "action", IMPLEMENTED],
    ["has an instruction carried out by command", "instruction", INSTRUCTED],
    ["documents a function by its kind", "docs", DOCUMENTED],
    ["documents a function by command", "docs-command", DOCUMENTED],
  ])("%s", async (_name, emacsCase, expected) => {
    place = makeWorkplace();
    const { folder, file, config } = place;
    const args = [client, emacsCase, file, `${CLIENTS}/emacs`, process.execPath, SERVER, config];
    // A home of its own keeps the settings and sessions of whoever runs this out of it.
    const env = { ...process.env, HOME: folder };
    const { stdout } = await run("emacs", ["--batch", "-l", DRIVER, ...args], { env, cwd: folder });
    expect(stdout).toBe(expected);
  });
});
