// Owns which declarations of other files hidden Python uses: where pyright and jedi agree about it; run once per corpus.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, realpathSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BENCH_CACHE, benchTool, mayHaveHoles } from "../support/corpora.mjs";
import { startServer } from "../support/language-server.mjs";
import {
  BODY_LINES,
  chance,
  HOLES_PER_KIND,
  KINDS,
  MOST_HEADER_CHARACTERS,
  MOST_STATEMENT_LINES,
  markNovel,
  pick,
  restOfLine,
} from "./holes.mjs";

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
export async function pythonHoles(corpus, perKind = HOLES_PER_KIND) {
  const facts = pythonCuts(corpus);
  const oracle = await startOracles(corpus, facts);
  const holes = [];
  const wanted = new Map(KINDS.map((kind) => [kind, perKind]));
  for (const { file, fn } of candidates(corpus, facts)) {
    if ([...wanted.values()].every((left) => left === 0)) break;
    const text = corpus.read(file);
    const known = new Map();
    for (const kind of KINDS) {
      if (wanted.get(kind) === 0) continue;
      const range = CUTS[kind](text, fn, file + fn.start + kind);
      if (range === undefined) continue;
      const { truth, external } = await truthOf(file, fn, range, known);
      if (truth.length === 0) continue;
      const pruned = prunedImports(text, facts.get(file), range);
      const hole = { corpus: corpus.name, file, range, kind, truth, pruned, external };
      markNovel(text, hole);
      holes.push(hole);
      wanted.set(kind, wanted.get(kind) - 1);
    }
  }
  await oracle.stop();
  return holes;

  async function truthOf(file, fn, [start, end], known) {
    const truth = new Map();
    let external = 0;
    for (const { name, offset } of fn.identifiers) {
      if (offset < start || offset + name.length > end) continue;
      if (!known.has(offset)) known.set(offset, await oracle.declarationsOf(file, name, offset));
      const declarations = known.get(offset);
      if (declarations === "external") external++;
      else if (declarations.length > 0) {
        const [first, ...others] = declarations;
        const also = others.map(({ file, offset, header }) => ({ file, offset, header }));
        const key = `${first.file}:${first.offset}`;
        if (!truth.has(key)) truth.set(key, { ...first, ...(also.length > 0 && { also }) });
      }
    }
    return { truth: [...truth.values()], external };
  }
}

/** Functions that may have holes, in an order without favour. */
function candidates(corpus, facts) {
  const found = [];
  for (const [file, { functions }] of facts) {
    if (!mayHaveHoles(corpus.read(file))) continue;
    for (const fn of functions) found.push({ file, fn, order: chance(file, fn.start) });
  }
  return found.sort((a, b) => a.order - b.order);
}

/** How each kind of hole is cut into a block; undefined where the block has no place for it. */
const CUTS = {
  body: (_, fn) => fn.body,
  stmt: (_, fn, seed) => pick(fn.statements, seed),
  tail: (text, fn, seed) => toLineEnd(text, pick(fn.tokens, seed)),
  args: (_, fn, seed) => pick(fn.arguments, seed),
  member: (text, fn, seed) =>
    toLineEnd(
      text,
      pick(
        fn.identifiers.filter(({ member }) => member).map(({ offset }) => offset),
        seed,
      ),
    ),
};

function toLineEnd(text, offset) {
  if (offset === undefined) return undefined;
  const { start, end } = restOfLine(text, offset);
  return [start, end];
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

function positionOf(text, offset) {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length - 1, character: offset - start };
}

/** The names that a file imports for nothing but the hole: what to delete so that they are gone. */
function prunedImports(text, { imports, names }, [start, end]) {
  const hidden = new Set();
  const used = new Set();
  for (const [name, from, to] of names) (from >= start && to <= end ? hidden : used).add(name);
  const isUnused = ({ local }) => hidden.has(local) && !used.has(local);
  const gone = [];
  for (const { span, names } of imports) {
    if (span[0] >= start && span[1] <= end) continue;
    if (names.every(isUnused)) {
      gone.push([span[0], text.startsWith("\n", span[1]) ? span[1] + 1 : span[1]]);
      continue;
    }
    for (const [index, name] of names.entries()) {
      if (!isUnused(name)) continue;
      const next = names[index + 1];
      const from = gone.at(-1)?.[1] === name.span[0] ? gone.pop()[0] : name.span[0];
      // The last one takes the comma before it along.
      gone.push(next === undefined ? [commaBefore(text, from), name.span[1]] : [from, next.span[0]]);
    }
  }
  return gone;
}

function commaBefore(text, offset) {
  const before = text.slice(0, offset);
  return /,\s*$/.exec(before)?.index ?? offset;
}
