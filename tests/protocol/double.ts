// Owns turning the double's process into something node can start, once per test file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll } from "vitest";
import { type Editor, type StartOptions, startServer } from "../support/editor.ts";

/** Returns the function that starts the server under test; what it started is ended after each test. */
export function useServer(): (options?: StartOptions) => Editor {
  const started: Editor[] = [];
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "treewright-double-"));
    await build({
      entryPoints: [fileURLToPath(new URL("./double-server.ts", import.meta.url))],
      outfile: join(folder, "server.cjs"),
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "warning",
    });
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((editor) => editor.dispose()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return (options = {}) => {
    const editor = startServer({ argv: [join(folder, "server.cjs")], ...options });
    started.push(editor);
    return editor;
  };
}
