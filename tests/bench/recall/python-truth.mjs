// Owns which declarations of other files hidden Python uses: where pyright and jedi agree about it; run once per corpus.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, realpathSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BENCH_CACHE, benchTool } from "../support/corpora.mjs";
import { startServer } from "../support/language-server.mjs";
import { cutHoles, positionOf } from "./cut-holes.mjs";
import { BODY_LINES, MOST_HEADER_CHARACTERS, MOST_STATEMENT_LINES } from "./holes.mjs";

const CUTS_SCRIPT = fileURLToPath(new URL("python-cuts.py", import.meta.url));
const JEDI_SCRIPT = fileURLToPath(new URL("python-jedi.py", import.meta.url));
const JEDI = "jedi==0.19.2";

/** What the parser of Python says of each file: functions, declarations, imports, names. */
export function pythonCuts(corpus) {
  const { least, most } = BODY_LINES;
  const request = { root: corpus.root, files: corpus.files, least, most, statement: MOST_STATEMENT_LINES };
  const { stdout, status, stderr } = spawnSync("python3", [CUTS_SCRIPT], {
    input: JSON.stringify(request),
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`python3 ended with ${status}: ${stderr}`);
  const lines = stdout.toString().trim().split("\n");
  return new Map(lines.map((line) => JSON.parse(line)).map((facts) => [facts.file, facts]));
}

/** [file, name, start, end] of every header. */
export function pythonHeaders(corpus) {
  return [...pythonCuts(corpus)].flatMap(([file, { declarations }]) => {
    const headers = [...byLine(corpus.read(file), declarations).values()];
    return headers.map(({ name, header }) => [file, name, ...header]);
  });
}

/** Holes with the declarations that their code needs, as BENCHMARKS.md 5.2 and 5.4 say. */
export async function pythonHoles(corpus, perKind) {
  const facts = pythonCuts(corpus);
  const oracle = await startOracles(corpus, facts);
  const holes = await cutHoles({ corpus, facts, oracle, perKind });
  await oracle.stop();
  return holes;
}

/** Both servers, asked in turn; what pyright does not find in another file of the corpus is not asked of jedi. */
async function startOracles(corpus, facts) {
  const root = realpathSync(corpus.root);
  const pyright = startServer([benchTool("pyright@1.1.414", "/langserver.index.js").path(), "--stdio"]);
  await pyright.initialize(pathToFileURL(root).href);
  pyright.notify("initialized", {});
  const jedi = startJedi(root);
  const declared = new Map(
    [...facts].map(([file, { declarations }]) => [file, byLine(corpus.read(file), declarations)]),
  );
  let open;

  return {
    /** Declarations in other files of the corpus that both name; "external" where it is declared outside the corpus. */
    async declarationsOf(file, name, offset) {
      const uri = pathToFileURL(join(root, file)).href;
      const text = corpus.read(file);
      if (open !== uri) {
        if (open !== undefined) pyright.notify("textDocument/didClose", { textDocument: { uri: open } });
        pyright.notify("textDocument/didOpen", {
          textDocument: { uri, languageId: "python", version: 1, text },
        });
        open = uri;
      }
      const position = positionOf(text, offset);
      const answer = await pyright.request("textDocument/definition", { textDocument: { uri }, position });
      const places = [answer ?? []].flat().map((location) => ({
        file: relative(root, fileURLToPath(location.uri)),
        line: location.range.start.line,
      }));
      if (places.some((place) => place.file === file)) return [];
      if (places.length > 0 && places.every((place) => !declared.has(place.file))) return "external";
      const found = places.flatMap((place) => {
        const declaration = declared.get(place.file)?.get(`${place.line} ${name}`);
        return declaration === undefined ? [] : [{ ...declaration, file: place.file, line: place.line }];
      });
      if (found.length === 0) return [];
      const seconds = await jedi.ask({ file, line: position.line, column: position.character });
      return found
        .filter((first) => seconds.some((second) => second.file === first.file && second.line === first.line))
        .map(({ file, offset, header }) => ({ name, file, offset, header }));
    },
    async stop() {
      await pyright.stop();
      jedi.stop();
    },
  };
}

function startJedi(root) {
  const packages = join(BENCH_CACHE, "tools", JEDI);
  if (!existsSync(packages)) {
    execFileSync("python3", ["-m", "pip", "install", "--quiet", "--target", packages, JEDI], {
      stdio: "inherit",
    });
    // It brings stubs of one framework, which would be found in place of the framework's own code.
    rmSync(join(packages, "jedi/third_party/django-stubs"), { recursive: true });
  }
  const child = spawn("python3", [JEDI_SCRIPT, root], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, PYTHONPATH: packages },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(place) {
      child.stdin.write(`${JSON.stringify(place)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("jedi ended");
      return JSON.parse(value);
    },
    stop: () => child.stdin.end(),
  };
}

// Between a signature and the first statement of its body.
const COMMENTS_AT_END = /(\s*#[^\n]*)*\s*$/;

function byLine(text, declarations) {
  const found = new Map();
  for (const { name, offset, header } of declarations) {
    const [start, end] = header;
    const shown = text
      .slice(start, Math.min(end, start + MOST_HEADER_CHARACTERS))
      .replace(COMMENTS_AT_END, "");
    found.set(`${positionOf(text, offset).line} ${name}`, {
      name,
      offset,
      header: [start, start + shown.length],
    });
  }
  return found;
}
