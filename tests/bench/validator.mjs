// Measures what the checks let through and stop: pieces of real code as they are, and the same pieces with one fault; lists on stderr where they were wrong.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { openCorpus } from "./support/corpora.mjs";
import { loadEngine } from "./support/engine.mjs";
import { percentile } from "./support/statistics.mjs";
import { typeChecker, UNKNOWN_NAME } from "./support/type-checker.mjs";

const CORPORA = ["rxjs", "zod", "ethers", "django"];
const TARGETS = [
  ["syntax faults caught", ">=99"],
  ["duplicated suffixes caught", ">=99"],
  ["undefined names caught", ">=90"],
  ["names of other functions caught", ">=90"],
  ["invented names caught, Python", ">=90"],
  ["wrong members caught", ">=90"],
  ["originals rejected", "<=1"],
  ["originals rejected as actions", "<=1"],
];
const LARGEST_FILE = 60_000;
// Shorter texts are fragments: which names they may use nobody knows.
const SHORTEST_FILE_LINES = 40;
const MOST_LISTED = 60;

export async function run(report, { small }) {
  const engine = await loadEngine();
  const holesPerCorpus = small ? 60 : 300;
  const judgedPerCorpus = small ? 20 : 60;
  const times = { typing: [], actions: [] };
  const tally = {};
  const count = (kind, { hole, text }, { verdict, isSoByParse = false }) => {
    tally[kind] ??= { n: 0, so: 0, byParse: 0, wrong: [] };
    tally[kind].n += 1;
    const isStopped = verdict.kind !== "accept";
    if (isStopped) tally[kind].so += 1;
    if (isSoByParse) tally[kind].byParse += 1;
    if (isStopped !== kind.includes("caught")) tally[kind].wrong.push(describe(hole, text, verdict));
  };

  for (const corpus of CORPORA.map(openCorpus)) {
    const words = wordsOf(corpus);
    const workspace = await engine.openWorkspace(corpus.root, { knowsWord: (word) => words.knows(word) });
    const holes = holesOf(corpus, holesPerCorpus).filter((hole) => isCode(engine, hole));
    const judged = ({ hole, text }, how) => {
      words.hide(hole.text);
      return check(engine, workspace, { hole, text }, how);
    };
    const countFault = (kind, fault) =>
      count(kind, fault, {
        verdict: judged(fault),
        isSoByParse: !parses(engine, fault.hole, fault.text),
      });
    for (const hole of holes) {
      const original = { hole, text: hole.text };
      count("originals rejected", original, { verdict: judged(original, { times: times.typing }) });
      const how = { times: times.actions, purpose: "rewrite" };
      count("originals rejected as actions", original, { verdict: judged(original, how) });
    }
    const broken = holes.flatMap(withBrokenSyntax);
    const isBroken = doNotParse(corpus, broken);
    for (const fault of broken.filter((_, index) => isBroken[index]))
      countFault("syntax faults caught", fault);
    for (const hole of holes.filter(({ below }) => below !== "")) {
      countFault("duplicated suffixes caught", { hole, text: `${hole.text}\n${hole.below}` });
    }
    const invented = holes.flatMap((hole) => withUnknownName(hole, misspelt));
    if (corpus.language === "python") {
      const isUnbound = nameNothing(invented);
      for (const fault of invented.filter((_, index) => isUnbound[index])) {
        countFault("invented names caught, Python", fault);
      }
      await workspace.close();
      continue;
    }
    const checker = typeChecker(corpus);
    const judge = (kind, faults, codes) => {
      let left = judgedPerCorpus;
      for (const { hole, text } of faults) {
        if (left === 0) break;
        const piece = { codes, start: hole.before.length, end: hole.before.length + text.length };
        if (!checker.flags(hole.file, `${hole.before}${text}${hole.after}`, piece)) continue;
        left -= 1;
        countFault(kind, { hole, text });
      }
    };
    judge("undefined names caught", invented, UNKNOWN_NAME);
    judge(
      "names of other functions caught",
      holes.flatMap((hole) => withUnknownName(hole, foreignLocal)),
      UNKNOWN_NAME,
    );
    judge("wrong members caught", holes.flatMap(withWrongMember));
    await workspace.close();
  }

  for (const [metric, target] of TARGETS) {
    const { n, so, byParse } = tally[metric] ?? { n: 0, so: 0, byParse: 0 };
    if (n === 0) continue;
    const reference = metric.includes("caught")
      ? { reference: "a parse alone", referenceValue: (100 * byParse) / n }
      : {};
    report({ metric, value: (100 * so) / n, unit: "%", ...reference, target, n });
    for (const line of tally[metric].wrong.slice(0, MOST_LISTED))
      console.error(`  not so: ${metric}: ${line}`);
  }
  for (const [path, limit] of [
    ["typing", 5],
    ["actions", 50],
  ]) {
    const metric = `all checks of one answer, ${path}, p95`;
    const n = times[path].length;
    report({ metric, value: percentile(times[path], 0.95), unit: "ms", target: `<=${limit}`, n });
  }
}

/** One line that leads to the place, with the fault in it. */
function describe({ file, before }, text, verdict) {
  const lines = before.split("\n");
  const why = verdict.kind === "accept" ? "" : `  (${verdict.message ?? verdict.why})`;
  return `${file}:${lines.length}: ${lines.at(-1).trim()}‹${text.replaceAll("\n", "⏎")}›${why}`;
}

/** Which words stand in the corpus, besides what a hole hides. */
function wordsOf(corpus) {
  const counts = new Map();
  const count = (text, step) => {
    for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*/g)) counts.set(word, (counts.get(word) ?? 0) + step);
  };
  for (const file of corpus.files) count(corpus.read(file), 1);
  let hidden = "";
  return {
    hide(text) {
      count(hidden, 1);
      count(text, -1);
      hidden = text;
    },
    knows: (word) => (counts.get(word) ?? 0) > 0,
  };
}

function openHole(engine, hole) {
  hole.opened ??= engine.open(join(hole.root, hole.file), hole.before + hole.after);
  return hole.opened;
}

function isCode(engine, hole) {
  return openHole(engine, hole).syntax?.cursorAt(hole.before.length).position === "code";
}

/** Puts a text into the hole. Timed, it is the least of three: the machine's other work is not ours. */
function check(engine, { verifier }, { hole, text }, { times, purpose = "insert" } = {}) {
  const at = hole.before.length;
  const { document, syntax } = openHole(engine, hole);
  const edit = { span: { start: at, end: at }, newText: text };
  let least = Number.POSITIVE_INFINITY;
  let verdict;
  for (let round = 0; round < (times === undefined ? 1 : 3); round++) {
    const startMs = performance.now();
    ({ verdict } = verifier.check({ document, syntax, edit, purpose }));
    least = Math.min(least, performance.now() - startMs);
  }
  times?.push(least);
  return verdict;
}

function parses(engine, hole, text) {
  const { syntax } = openHole(engine, hole);
  const at = hole.before.length;
  try {
    const after = syntax.with([{ span: { start: at, end: at }, newText: text }]);
    return after.problems().length <= syntax.problems().length;
  } catch (error) {
    // On a busy machine a parse may pass its limit; then it has caught nothing.
    if (error.kind === "timeout") return true;
    throw error;
  }
}

/** Rests of lines, and whole lines, inside of functions; which, a hash decides. */
function holesOf(corpus, most) {
  const files = corpus.files
    .filter((file) => corpus.read(file).length < LARGEST_FILE)
    .filter((file) => corpus.read(file).split("\n").length > SHORTEST_FILE_LINES)
    .sort((a, b) => (hash(a) < hash(b) ? -1 : 1));
  const holes = [];
  for (const file of files) {
    if (holes.length >= most) break;
    const lines = corpus.read(file).split("\n");
    const candidates = lines
      .map((line, index) => ({ line, index, key: hash(`${file} ${index}`) }))
      .filter(({ line, index }) => isStatementLine(line) && index > 0 && index + 2 < lines.length)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const { line, index, key } of candidates.slice(0, 3)) {
      const head = lines.slice(0, index).join("\n");
      const tail = lines.slice(index + 1).join("\n");
      const indent = /^\s*/.exec(line)[0];
      const below = lines[index + 1].trim().length > 8 ? lines[index + 1] : "";
      const words = [...line.matchAll(/(?<=[\s(.=,])\w/g)]
        .map((match) => match.index)
        .filter((at) => at > indent.length);
      const cut =
        Number.parseInt(key.slice(0, 4), 16) % 2 === 0 || words.length === 0 ? indent.length : words[0];
      holes.push({
        file,
        root: corpus.root,
        before: `${head}\n${line.slice(0, cut)}`,
        text: line.slice(cut),
        after: `\n${tail}`,
        below,
        lines,
      });
    }
  }
  return holes.slice(0, most);
}

function isStatementLine(line) {
  return /^\s+\S.{10,110}$/.test(line) && !/^\s*(?:\/\/|\/?\*|#|"""|'''|import\b|from\b|@|[)}\]])/.test(line);
}

/** One bracket less, in a line that has all of its own. */
function withBrokenSyntax(hole) {
  const { text } = hole;
  if (!isBalanced(text)) return [];
  const brackets = [...text.matchAll(/[()[\]{}]/g)].map((match) => match.index);
  const at = brackets[Number.parseInt(hash(text).slice(0, 4), 16) % Math.max(1, brackets.length)];
  if (at === undefined) return [];
  return [{ hole, text: text.slice(0, at) + text.slice(at + 1) }];
}

const KEYWORDS = new Set(
  "abstract and any as assert async await boolean break case catch class const continue constructor declare def default del delete do elif else enum except export extends finally for from function get global if implements import in instanceof interface is keyof lambda let never new nonlocal not null number object of or pass private protected public raise readonly return set static string super switch symbol this throw true false None True False self cls try type typeof undefined unknown var void while with yield infer unique asserts satisfies override".split(
    " ",
  ),
);

function isBalanced(text) {
  const code = withoutStrings(text);
  return ["()", "[]", "{}"].every(([open, close]) => code.split(open).length === code.split(close).length);
}

function withUnknownName(hole, otherName) {
  const code = withoutStrings(hole.text);
  const names = [...code.matchAll(/(?<![\w$.'"`])[A-Za-z_]\w{2,}(?!\w*\s*(?::|=[^=]))/g)].filter(
    ([name], index) => !KEYWORDS.has(name) && !(index === 0 && hole.before.endsWith(".")),
  );
  const found = names[Number.parseInt(hash(hole.text).slice(4, 8), 16) % Math.max(1, names.length)];
  if (found === undefined) return [];
  const [name] = found;
  const other = otherName(name, hole);
  if (other === undefined) return [];
  return [
    { hole, text: hole.text.slice(0, found.index) + other + hole.text.slice(found.index + name.length) },
  ];
}

function withWrongMember(hole) {
  const members = [...withoutStrings(hole.text).matchAll(/(?<=[\w)\]]\??\.)[A-Za-z_]\w{2,}/g)];
  const found = members[Number.parseInt(hash(hole.text).slice(8, 12), 16) % Math.max(1, members.length)];
  if (found === undefined) return [];
  const [name] = found;
  return [
    {
      hole,
      text: hole.text.slice(0, found.index) + misspelt(name) + hole.text.slice(found.index + name.length),
    },
  ];
}

/** A name as a model would make it up: another verb, a plural, a longer word. */
function misspelt(name) {
  const turns = [
    () =>
      name.replace(
        /^(get|is|has|set|create|make|add)(?=[A-Z_])/,
        (verb) =>
          ({
            get: "fetch",
            is: "can",
            has: "contains",
            set: "assign",
            create: "build",
            make: "produce",
            add: "push",
          })[verb],
      ),
    () => (name.endsWith("s") ? name.slice(0, -1) : `${name}s`),
    () => `${name}Value`,
  ];
  const turned = turns[Number.parseInt(hash(name).slice(0, 2), 16) % turns.length]();
  return turned === name ? `${name}Item` : turned;
}

/** A name that is declared in the same file, and nowhere near. */
function foreignLocal(name, hole) {
  const line = hole.before.split("\n").length;
  const far = hole.lines.flatMap((text, index) =>
    Math.abs(index - line) > 60
      ? [...text.matchAll(/^\s+(?:const|let|var)\s+(\w{3,})\b/g)].map(([, local]) => local)
      : [],
  );
  return far.find(
    (local) =>
      local !== name &&
      !new RegExp(`\\b${local}\\b`).test(hole.lines.slice(Math.max(0, line - 60), line + 60).join("\n")),
  );
}

function withoutStrings(text) {
  return text.replace(
    /(["'`])(?:\\.|(?!\1).)*\1/g,
    (string) => string[0] + " ".repeat(string.length - 2) + string[0],
  );
}

/** Whether each text with its fault is no program of its language: the compiler's own word. */
function doNotParse(corpus, faults) {
  const texts = faults.map(({ hole, text }) => `${hole.before}${text}${hole.after}`);
  if (corpus.language === "typescript") {
    const { parseProblems } = typeChecker(corpus);
    return texts.map((text, index) => parseProblems(faults[index].hole.file, text) > 0);
  }
  return askPython(
    `def ask(case):
    try:
        ast.parse(case["text"])
    except (SyntaxError, ValueError):
        return True
    return False`,
    texts.map((text) => ({ text })),
  );
}

/** Whether the piece with the fault uses a name that the original does not, and that nothing in it binds: Python's own word. */
function nameNothing(faults) {
  return askPython(
    `def unbound(text):
    try:
        table = symtable.symtable(text, "a.py", "exec")
    except (SyntaxError, ValueError):
        return set()
    top = {each.get_name() for each in table.get_symbols() if each.is_assigned() or each.is_imported()}
    found, tables = set(), [table]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        top |= {each.get_name() for each in table.get_symbols() if each.is_declared_global() and each.is_assigned()}
        found |= {
            each.get_name() for each in table.get_symbols()
            if each.is_referenced() and (each.is_global() or table.get_type() == "module")
        }
    return found - top - set(dir(builtins))
def ask(case):
    return bool((unbound(case["text"]) - unbound(case["original"])) & set(re.findall("[A-Za-z0-9_]+", case["piece"])))`,
    faults.map(({ hole, text }) => ({
      text: `${hole.before}${text}${hole.after}`,
      original: hole.lines.join("\n"),
      piece: text,
    })),
  );
}

function askPython(program, cases) {
  const whole = `import ast, builtins, json, re, symtable, sys
${program}
print(json.dumps([ask(case) for case in json.load(sys.stdin)]))`;
  const { stdout, stderr, status } = spawnSync("python3", ["-W", "ignore", "-c", whole], {
    input: JSON.stringify(cases),
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`python3 failed: ${stderr}`);
  return JSON.parse(stdout.toString());
}

function hash(text) {
  return createHash("sha1").update(text).digest("hex");
}
