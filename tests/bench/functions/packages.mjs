// Owns the packages whose functions are written anew: fetched by pip, cut by Python's own parser, judged by their doctests.
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BENCH_CACHE } from "../support/corpora.mjs";
import { openMemo } from "../support/memo.mjs";

/** By the name that is imported: what pip installs, first the package itself. */
const PACKAGES = {
  more_itertools: ["more-itertools==10.5.0"],
  sympy: ["sympy==1.13.3", "mpmath==1.3.0"],
};
const LONGEST_BODY_LINES = 16;
const LONGEST_TEST_S = 60;

export const PACKAGE_NAMES = Object.keys(PACKAGES);

/**
 * A copy of a package to work in, until `remove`. `functions` are short ones of the top level with doctests, each in its file
 * without its body; in an order that a hash decides.
 */
export function openPackage(name) {
  const root = mkdtempSync(join(tmpdir(), "treewright-functions-"));
  cpSync(fetched(PACKAGES[name]), root, { recursive: true });
  const judged = openMemo(join(BENCH_CACHE, "functions", "judged.jsonl"));
  return {
    root,
    functions: () => functionsIn(root, name),
    passes(each, text) {
      const question = [PACKAGES[name], each.file, each.name, text];
      const known = judged.get(question) ?? passes(root, name, each, text);
      judged.set(question, known);
      return known;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** As pip installs it, unpacked once. */
function fetched(requirements) {
  const folder = join(BENCH_CACHE, "functions", requirements[0]);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const flags = ["--no-deps", "--only-binary", ":all:", "--quiet", "--target", partial];
  execFileSync("python3", ["-m", "pip", "install", ...flags, ...requirements], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  renameSync(partial, folder);
  return folder;
}

function functionsIn(root, name) {
  const program = `
import ast, hashlib, json, pathlib, sys
root = pathlib.Path(sys.argv[1])
cases = []
for path in sorted((root / sys.argv[2]).rglob("*.py")):
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef) or ">>>" not in (ast.get_docstring(node) or ""): continue
        if len(node.body) < 2: continue
        start, end = node.body[1].lineno - 1, node.body[-1].end_lineno
        if end - start > ${LONGEST_BODY_LINES}: continue
        cases.append({"file": str(path.relative_to(root)), "name": node.name, "line": node.lineno - 1, "cut": [start, end]})
cases.sort(key=lambda case: hashlib.sha1((case["file"] + case["name"]).encode()).hexdigest())
print(json.dumps(cases))`;
  const options = { maxBuffer: 1e9 };
  const found = JSON.parse(execFileSync("python3", ["-c", program, root, name], options).toString());
  return found.map(({ cut: [start, end], ...each }) => {
    const original = readFileSync(join(root, each.file), "utf8");
    const lines = original.split(/(?<=\n)/);
    const stub = [...lines.slice(0, start), "    raise NotImplementedError\n", ...lines.slice(end)].join("");
    return { ...each, original, stub };
  });
}

/**
 * Whether the doctests of a function pass with its file in this version. What a model wrote is run without a network, in a
 * copy of the package, with limits on time and memory.
 */
function passes(root, name, each, text) {
  const copy = mkdtempSync(join(tmpdir(), "treewright-doctest-"));
  try {
    cpSync(root, copy, { recursive: true });
    writeFileSync(join(copy, each.file), text);
    const program = `
import doctest, importlib, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
sys.path.insert(0, sys.argv[1])
module = importlib.import_module(sys.argv[2])
found = [test for test in doctest.DocTestFinder().find(getattr(module, sys.argv[3]), sys.argv[3]) if test.examples]
for test in found: test.globs.update(vars(importlib.import_module(sys.argv[4])), **vars(module))
runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
failed = sum(runner.run(test, out=lambda text: None).failed for test in found)
sys.exit(1 if failed or not found else 0)`;
    const module = each.file.replace(/\.py$/, "").replaceAll("/", ".");
    const python = ["python3", "-I", "-B", "-c", program, copy, module, each.name, name];
    const boxed = ["--user", "--net", "--pid", "--fork", "--kill-child", ...python];
    const env = { PATH: process.env.PATH ?? "" };
    const options = { timeout: LONGEST_TEST_S * 1000, killSignal: "SIGKILL", env, stdio: "ignore" };
    return spawnSync("unshare", boxed, options).status === 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
