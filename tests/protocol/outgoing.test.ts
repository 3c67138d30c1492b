// Owns the proof that excluded files and secrets leave in no byte (R7, R13): a real server, a model behind HTTP, every request kept.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DONE, delta, type FaultServer, startFaultServer, stream } from "../backends/fault-server.ts";
import { CAPABILITIES, type Editor, startServer } from "../support/editor.ts";

/** Stands in every file that no model may see, and in nothing else. */
const CANARY = "kanarienvogel";
const TOKEN = `ghp_${"a1".repeat(18)}`;
const MAIN = `import { open } from "./private/vault.ts";
import { lock } from "./keys.ts";
import { shown } from "./shown.ts";

const token = "${TOKEN}";

/** Opens and locks. */
export function use(): number {
  throw new Error("not implemented");
}
`;
const HIDDEN: Readonly<Record<string, string>> = {
  ".env": `KEY=${CANARY}1\n`,
  ".env.local": `KEY=${CANARY}2\n`,
  "src/private/vault.ts": `export function open(${CANARY}3: number): void {}\n`,
  "src/keys.ts": `export function lock(${CANARY}4: number): void {}\n`,
  "src/copied.ts": `export const ${CANARY}5 = 1;\n`,
  "server.pem": `${CANARY}6\n`,
};
const FILES: Readonly<Record<string, string>> = {
  ...HIDDEN,
  ".aiignore": "private/\n",
  "src/.cursorignore": "/keys.ts\nAGENTS.md\n",
  ".copilotignore": "copied.ts\n",
  "src/AGENTS.md": `Use ${CANARY}7.`,
  "AGENTS.md": "Write short code.",
  "src/shown.ts": "export function shown(visible: number): void {}\n",
  "src/main.ts": MAIN,
};

let folder = "";
let model: FaultServer;
let editor: Editor;
const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;
const at = (line: number, character: number) => ({ line, character });

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "treewright-outgoing-")));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const answer = "```ts\nexport function use(): number {\n  return 1;\n}\n```";
  model = await startFaultServer(stream(delta(answer, "stop") + DONE));
  const backends = {
    local: { provider: "openai-compatible", baseUrl: `${model.url}/v1`, model: "qwen2.5-coder-7b" },
  };
  const settings = { backends, completion: { backend: "local" }, edits: { backend: "local" } };
  writeFileSync(join(folder, "config.json"), JSON.stringify(settings));
  editor = startServer({ env: { TREEWRIGHT_CONFIG: join(folder, "config.json") } });
  await editor.initialize({ folders: [folder], capabilities: CAPABILITIES });
  for (const path of [...Object.keys(HIDDEN), "src/shown.ts", "src/main.ts"]) {
    editor.open(uriOf(path), path.endsWith(".ts") ? "typescript" : "plaintext", FILES[path] ?? "");
  }
  // The first request of a server finds less in time. Edited buffers are as secret as the files they belong to.
  await editor.execute("treewright.context", { uri: uriOf("src/main.ts"), position: at(8, 2) });
  for (const path of Object.keys(HIDDEN)) editor.change(uriOf(path), `${FILES[path] ?? ""}// ${CANARY}8\n`);
}, 60_000);
afterAll(async () => {
  await editor.dispose();
  await model.close();
  rmSync(folder, { recursive: true, force: true });
});

const complete = (path: string, line: number, character: number): Promise<unknown> =>
  editor.request("textDocument/inlineCompletion", {
    textDocument: { uri: uriOf(path) },
    position: at(line, character),
    context: { triggerKind: 1 },
  });
const implement = (path: string, line: number): Promise<unknown> =>
  editor.execute("treewright.run", {
    v: 1,
    actionId: "apply-instruction",
    instruction: "return 1",
    uri: uriOf(path),
    span: { start: at(line, 0), end: at(line, 10) },
    dryRun: true,
  });
const sent = (): string => model.requests.map((request) => JSON.stringify(request)).join("\n");

describe("of excluded files and secrets no byte is sent", { timeout: 60_000 }, () => {
  test("by completions and actions beside them", async () => {
    await complete("src/main.ts", 8, 2);
    await implement("src/main.ts", 8);
    expect(model.requests.length).toBeGreaterThan(1);
    expect(sent()).toContain("Opens and locks");
    expect(sent()).toContain("visible: number");
    expect(sent()).toContain("Write short code.");
    expect(sent()).not.toContain(CANARY);
    expect(sent()).not.toContain(TOKEN);
  });

  test.each(Object.keys(HIDDEN))("by completions and actions in %s", async (path) => {
    const before = model.requests.length;
    expect(await complete(path, 0, 3)).toMatchObject({
      items: [],
      why: { failure: { kind: "forbidden", message: `${path} is kept from models` } },
    });
    await expect(implement(path, 0)).rejects.toMatchObject({ data: { kind: "forbidden" } });
    await expect(
      editor.execute("treewright.context", { uri: uriOf(path), position: at(0, 3) }),
    ).rejects.toMatchObject({ data: { kind: "forbidden" } });
    expect(model.requests).toHaveLength(before);
  });

  test("nor is anything of them shown as context", async () => {
    const told = JSON.stringify(
      await editor.execute("treewright.context", { uri: uriOf("src/main.ts"), position: at(8, 2) }),
    );
    expect(told).toContain("visible: number");
    expect(told).not.toContain(CANARY);
    expect(told).not.toContain(TOKEN);
  });
});
