// Measures whether what a model writes does what it should: functions of an installed package without their bodies, judged by their own doctests.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BENCH_CACHE } from "./support/corpora.mjs";
import { modelPath } from "./support/embedded-engine.mjs";
import { CAPABILITIES, startServer, TREEWRIGHT } from "./support/language-server.mjs";

const PACKAGE = "more-itertools==10.5.0";
const MODEL = "qwen2.5-coder-1.5b";
const LONGEST_BODY_LINES = 16;
const SMALL = 2;
// Two cores need some 20 s for one answer; who measures has other things to do as well.
const MOST_MINUTES = 22;
const LONGEST_TEST_S = 20;
const IMPLEMENT = "refactor.rewrite.implement";
const NOTHING_TOLD = { context: { maxTokens: 0 } };
const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** Each with one thing less than the first. */
const ARMS = {
  "with context and checks": { settings: {}, isChecked: true },
  "without context": { settings: NOTHING_TOLD, isChecked: true },
  "without checks": { settings: {}, isChecked: false },
};
const [WHOLE, PLAIN, UNCHECKED] = Object.keys(ARMS);

export async function run(report, { small }) {
  const reason = missing();
  if (reason !== undefined) {
    report({
      metric: "functions that pass their doctests",
      value: null,
      unit: "%",
      target: ">=1.1x",
      n: 0,
      reason,
    });
    return;
  }
  const root = mkdtempSync(join(tmpdir(), "treewright-functions-"));
  const servers = [];
  try {
    cpSync(fetched(), root, { recursive: true });
    const cases = casesIn(root).filter((each) => passes(root, each, each.original));
    for (const [name, arm] of Object.entries(ARMS))
      servers.push({ name, arm, editor: await openEditor(root, arm) });
    const passed = Object.fromEntries(Object.keys(ARMS).map((name) => [name, 0]));
    const refused = { ...passed };
    const end = performance.now() + MOST_MINUTES * 60_000;
    let n = 0;
    for (const each of small ? cases.slice(0, SMALL) : cases) {
      if (performance.now() > end) break;
      n += 1;
      for (const { name, editor } of servers) {
        const answer = await editor.implement(each);
        if (answer.text === undefined) refused[name] += 1;
        const isRight = answer.text !== undefined && passes(root, each, answer.text);
        if (isRight) passed[name] += 1;
        else console.error(`  not so: ${name}: ${each.name}: ${answer.why ?? "the doctests fail"}`);
      }
    }
    const share = (count) => (100 * count) / n;
    for (const [than, target] of [
      [PLAIN, ">=1.1x"],
      [UNCHECKED, ">=1x"],
    ]) {
      report({
        metric: `functions that pass their doctests, ${WHOLE}`,
        value: share(passed[WHOLE]),
        unit: "%",
        reference: than,
        referenceValue: share(passed[than]),
        target,
        n,
      });
    }
    // What is inserted and wrong costs more than what is refused.
    const wrong = (name) => share(n - passed[name] - refused[name]);
    report({
      metric: "functions written that fail them",
      value: wrong(WHOLE),
      unit: "%",
      reference: UNCHECKED,
      referenceValue: wrong(UNCHECKED),
      target: "<=1x",
      n,
    });
  } finally {
    for (const { editor } of servers) await editor.close();
    rmSync(root, { recursive: true, force: true });
  }
}

/** Why nothing can be measured here. */
function missing() {
  const path = modelPath("1.5b");
  if (!existsSync(path)) return `${path} is missing: run \`treewright models pull ${MODEL}\``;
  const isBoxed = spawnSync("unshare", ["--user", "--net", "true"]).status === 0;
  return isBoxed
    ? undefined
    : "what a model wrote is run apart from the network only, and unshare does not work here";
}

/** The package as it is installed, unpacked once. */
function fetched() {
  const folder = join(BENCH_CACHE, "functions", PACKAGE);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.partial`;
  mkdirSync(partial, { recursive: true });
  const flags = ["--no-deps", "--only-binary", ":all:", "--quiet", "--target", partial];
  execFileSync("python3", ["-m", "pip", "install", ...flags, PACKAGE], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  cpSync(partial, folder, { recursive: true });
  rmSync(partial, { recursive: true });
  return folder;
}

/** Short functions of the top level with doctests, each in its file without its body; in an order that a hash decides. */
function casesIn(root) {
  const program = `
import ast, hashlib, json, pathlib, sys
cases = []
for path in sorted(pathlib.Path(sys.argv[1], "more_itertools").glob("*.py")):
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef) or ">>>" not in (ast.get_docstring(node) or ""): continue
        if len(node.body) < 2: continue
        start, end = node.body[1].lineno - 1, node.body[-1].end_lineno
        if end - start > ${LONGEST_BODY_LINES}: continue
        stub = "".join(lines[:start]) + "    raise NotImplementedError\\n" + "".join(lines[end:])
        cases.append({"file": str(path.relative_to(sys.argv[1])), "name": node.name,
                      "line": node.lineno - 1, "original": text, "stub": stub})
cases.sort(key=lambda case: hashlib.sha1((case["file"] + case["name"]).encode()).hexdigest())
print(json.dumps(cases))`;
  return JSON.parse(execFileSync("python3", ["-c", program, root], { maxBuffer: 1e9 }).toString());
}

/**
 * Whether the doctests of a function pass with its file in this version. What a model wrote is run without a network, in a
 * copy of the package, with limits on time and memory.
 */
function passes(root, { file, name }, text) {
  const copy = mkdtempSync(join(tmpdir(), "treewright-doctest-"));
  try {
    cpSync(root, copy, { recursive: true });
    writeFileSync(join(copy, file), text);
    const program = `
import doctest, importlib, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
sys.path.insert(0, sys.argv[1])
module = importlib.import_module(sys.argv[2])
found = [test for test in doctest.DocTestFinder().find(getattr(module, sys.argv[3]), sys.argv[3]) if test.examples]
for test in found: test.globs.update(vars(importlib.import_module("more_itertools")), **vars(module))
runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
failed = sum(runner.run(test, out=lambda text: None).failed for test in found)
sys.exit(1 if failed or not found else 0)`;
    const module = file.replace(/\.py$/, "").replaceAll("/", ".");
    const python = ["python3", "-I", "-B", "-c", program, copy, module, name];
    const boxed = ["--user", "--net", "--pid", "--fork", "--kill-child", ...python];
    const env = { PATH: process.env.PATH ?? "" };
    const options = { timeout: LONGEST_TEST_S * 1000, killSignal: "SIGKILL", env, stdio: "ignore" };
    return spawnSync("unshare", boxed, options).status === 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** An editor on the package, with a server of its own. */
async function openEditor(root, { settings, isChecked }) {
  const folder = mkdtempSync(join(tmpdir(), "treewright-arm-"));
  const config = join(folder, "config.json");
  const backends = { local: { provider: "embedded", model: MODEL } };
  writeFileSync(config, JSON.stringify({ backends, "edits.backend": "local", offline: true, ...settings }));
  const args = isChecked ? TREEWRIGHT : [uncheckedServer(), "--stdio"];
  const server = startServer(args, { env: { TREEWRIGHT_CONFIG: config } });
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
  return {
    /** The whole file with the function written, or why it was not. */
    async implement({ file, line, stub }) {
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
        if (action === undefined) return { why: "no action is offered" };
        const { edit } = await server.request("codeAction/resolve", action);
        const edits = (edit?.documentChanges ?? []).flatMap((change) => change.edits ?? []);
        return { text: applied(stub, edits) };
      } catch (error) {
        return { why: error.message };
      } finally {
        server.notify("textDocument/didClose", { textDocument: { uri } });
      }
    },
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The built server with no row in its table of checks. */
function uncheckedServer() {
  const text = readFileSync(join(DIST, "server.cjs"), "utf8");
  const loop = "for (const check of CHECKS)";
  if (!text.includes(loop)) throw new Error("the built server runs its checks in another way");
  const path = join(DIST, "unchecked-server.cjs");
  writeFileSync(path, text.replace(loop, "for (const check of [])"));
  return path;
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
