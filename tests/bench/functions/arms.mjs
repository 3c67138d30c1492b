// Owns the editors that have functions written: each with a built server of its own, set up in one way.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CAPABILITIES, startServer } from "../support/language-server.mjs";

const IMPLEMENT = "refactor.rewrite.implement";
const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));
const REMEMBERING_ENGINE = new URL("../support/remembering-engine.mjs", import.meta.url);
// A machine that does other things may need more than one of the times that an answer has.
const TRIES = 8;
const NO_ACTION = "no action is offered";

/** `editors` by the name of their arm: each has `settings`, and its server checks what is written or not (`isChecked`). */
export async function openArms(root, model, arms) {
  const folder = join(DIST, `arms-${process.pid}`);
  const servers = join(folder, "dist");
  mkdirSync(servers, { recursive: true });
  copyFileSync(join(DIST, "../package.json"), join(folder, "package.json"));
  symlinkSync(join(DIST, "../grammars"), join(folder, "grammars"));
  copyServer(servers);
  const editors = {};
  for (const [name, arm] of Object.entries(arms)) editors[name] = await openEditor(servers, root, model, arm);
  return {
    editors,
    async close() {
      for (const editor of Object.values(editors)) await editor.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The built server and one with no row in its table of checks, beside an engine that remembers what it said. */
function copyServer(folder) {
  const text = readFileSync(join(DIST, "server.cjs"), "utf8");
  const loop = /for\s?\((?:const|let)\scheck\sof\sCHECKS\)/;
  if (!loop.test(text)) throw new Error("the built server runs its checks in another way");
  writeFileSync(join(folder, "server.cjs"), text);
  writeFileSync(join(folder, "unchecked-server.cjs"), text.replace(loop, "for (const check of [])"));
  copyFileSync(join(DIST, "indexer.cjs"), join(folder, "indexer.cjs"));
  symlinkSync(join(DIST, "grammars"), join(folder, "grammars"));
  writeFileSync(join(folder, "engine.cjs"), `import(${JSON.stringify(REMEMBERING_ENGINE.href)});\n`);
}

async function openEditor(servers, root, model, { settings, isChecked }) {
  const folder = mkdtempSync(join(tmpdir(), "treewright-arm-"));
  const config = join(folder, "config.json");
  const backends = { local: { provider: "embedded", model } };
  writeFileSync(config, JSON.stringify({ backends, "edits.backend": "local", offline: true, ...settings }));
  const program = join(servers, isChecked ? "server.cjs" : "unchecked-server.cjs");
  const server = startServer([program, "--stdio"], { env: { TREEWRIGHT_CONFIG: config } });
  const codeAction = {
    dataSupport: true,
    resolveSupport: { properties: ["edit"] },
    codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
  };
  const { textDocument, ...others } = CAPABILITIES;
  const workspace = { workspaceEdit: { documentChanges: true } };
  const capabilities = { ...others, workspace, textDocument: { ...textDocument, codeAction } };
  await server.initialize(pathToFileURL(root).href, undefined, capabilities);
  server.notify("initialized", {});
  await server.request("workspace/executeCommand", { command: "treewright.index", arguments: [] });
  let version = 0;

  async function ask({ file, line, stub }) {
    const uri = pathToFileURL(join(root, file)).href;
    version += 1;
    server.notify("textDocument/didOpen", {
      textDocument: { uri, languageId: "python", version, text: stub },
    });
    try {
      const position = { line, character: 4 };
      const actions = await server.request("textDocument/codeAction", {
        textDocument: { uri },
        range: { start: position, end: position },
        context: { diagnostics: [], only: [IMPLEMENT] },
      });
      const [action] = actions ?? [];
      if (action === undefined) return { why: NO_ACTION };
      const { edit } = await server.request("codeAction/resolve", action);
      const edits = (edit?.documentChanges ?? []).flatMap((change) => change.edits ?? []);
      return { text: applied(stub, edits) };
    } catch (error) {
      return { why: error.message };
    } finally {
      server.notify("textDocument/didClose", { textDocument: { uri } });
    }
  }

  return {
    /** The whole file with the function written, or why it was not. */
    async implement(each) {
      for (let tries = 1; ; tries++) {
        const answer = await ask(each);
        const isLate = answer.why?.includes("too slow") ?? false;
        if (isLate && tries === TRIES) throw new Error(`the machine is too busy: ${answer.why}`);
        if (!isLate && (answer.why !== NO_ACTION || tries === TRIES)) return answer;
      }
    },
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function applied(text, edits) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const offset = ({ line, character }) => (starts[line] ?? text.length) + character;
  const sorted = edits
    .map(({ range, newText }) => ({ start: offset(range.start), end: offset(range.end), newText }))
    .sort((a, b) => b.start - a.start);
  let result = text;
  for (const { start, end, newText } of sorted) result = result.slice(0, start) + newText + result.slice(end);
  return result;
}
