// Owns which declarations of other files hidden Go, Java and Rust uses: gopls, javac and rust-analyzer are asked; run once per corpus.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BENCH_CACHE } from "../support/corpora.mjs";
import { startServer } from "../support/language-server.mjs";
import { cutHoles, positionOf } from "./cut-holes.mjs";
import { treeCuts } from "./tree-cuts.mjs";

const GOPLS = "v0.23.0";
const RUST_ANALYZER = "0.0.330";
const JAVAC_SCRIPT = fileURLToPath(new URL("JavaUses.java", import.meta.url));
// rust-analyzer answers before it knows the crate.
const LOADING_MS = 2000;
const MOST_LOADING = 120;

/** Holes with the declarations that their code needs, as BENCHMARKS.md 5.2 says. */
export async function treeHoles(corpus, perKind) {
  const facts = await treeCuts(corpus);
  const oracle = await ORACLES[corpus.language](corpus, facts);
  const holes = await cutHoles({ corpus, facts, oracle, perKind });
  await oracle.stop();
  return holes;
}

/** [file, name, start, end] of every header. */
export async function treeHeaders(corpus) {
  return [...(await treeCuts(corpus))].flatMap(([file, { declarations }]) =>
    declarations.map(({ name, header }) => [file, name, ...header]),
  );
}

const ORACLES = {
  go(corpus, facts) {
    const program = built(`gopls@${GOPLS}`, "gopls", (bin) => {
      const env = { ...process.env, GOBIN: bin };
      execFileSync("go", ["install", `golang.org/x/tools/gopls@${GOPLS}`], { env, stdio: "inherit" });
    });
    return serverOracle({ corpus, facts, program, languageId: "go" });
  },
  // Toolchains do not always have it; building it takes half an hour on two cores.
  rust(corpus, facts) {
    const program = built(`rust-analyzer@${RUST_ANALYZER}`, "rust-analyzer", (bin) => {
      const crate = `ra_ap_rust-analyzer@${RUST_ANALYZER}`;
      const env = { ...process.env, CARGO_PROFILE_RELEASE_OPT_LEVEL: "1", CARGO_PROFILE_RELEASE_LTO: "off" };
      execFileSync("cargo", ["install", "--locked", "--root", dirname(bin), crate], {
        env,
        stdio: "inherit",
      });
    });
    const options = { cargo: { buildScripts: { enable: false } }, procMacro: { enable: false } };
    return serverOracle({ corpus, facts, program, languageId: "rust", options });
  },
  java: javaOracle,
};

/** The path of a program that is built into the cache where it is not there yet. */
function built(name, program, make) {
  const bin = join(BENCH_CACHE, "tools", name, "bin");
  if (!existsSync(join(bin, program))) {
    mkdirSync(bin, { recursive: true });
    make(bin);
  }
  return join(bin, program);
}

/** A language server, asked where each name is defined. */
async function serverOracle({ corpus, facts, program, languageId, options }) {
  const root = realpathSync(corpus.root);
  const server = startServer([], { program, cwd: root, isSilent: true });
  await server.initialize(pathToFileURL(root).href, options);
  server.notify("initialized", {});
  const declared = declarationsByPlace(facts);
  const open = new Set();
  const ask = async (file, offset) => {
    const text = corpus.read(file);
    const uri = pathToFileURL(join(root, file)).href;
    if (!open.has(file)) {
      open.add(file);
      server.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
    }
    const position = positionOf(text, offset);
    const answer = await server.request("textDocument/definition", { textDocument: { uri }, position });
    return [answer ?? []].flat().map((place) => ({
      file: relative(root, fileURLToPath(place.uri ?? place.targetUri)),
      start: (place.range ?? place.targetSelectionRange).start,
    }));
  };
  await untilLoaded(ask, facts);
  return {
    async declarationsOf(file, _name, offset) {
      // What a server cannot say of one name, it says of none.
      const places = await ask(file, offset).catch(() => []);
      if (places.some((place) => place.file === file)) return [];
      if (places.length > 0 && places.every((place) => !declared.has(place.file))) return "external";
      return places.flatMap((place) => {
        const found = declared.get(place.file)?.get(offsetAt(corpus.read(place.file), place.start));
        return found === undefined ? [] : [{ ...found, file: place.file }];
      });
    },
    stop: () => server.stop(),
  };
}

/** Asks about names of one function again and again, until one of them is known to come from another file. */
async function untilLoaded(ask, facts) {
  const [file, { functions }] = [...facts].find(([, { functions }]) => functions.length > 3);
  const probes = functions.flatMap(({ identifiers }) => identifiers).slice(0, 40);
  for (let tries = 0; tries < MOST_LOADING; tries++) {
    for (const { offset } of probes) {
      const places = await ask(file, offset).catch(() => []);
      if (places.some((place) => place.file !== file)) return;
    }
    await setTimeout(LOADING_MS);
  }
  throw new Error("the language server knows nothing of the corpus");
}

/** The compiler says of all uses at once what they stand for. */
async function javaOracle(corpus, facts) {
  const libraries = join(corpus.root, "lib");
  const output = execFileSync("java", [JAVAC_SCRIPT, corpus.root, libraries], {
    input: corpus.files.join("\n"),
    maxBuffer: 1e9,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const uses = new Map();
  for (const line of output.toString().split("\n")) {
    const [file, offset, name, target, start] = line.split("\t");
    if (start !== undefined) uses.set(`${file} ${offset}`, { name, target, start: Number(start) });
  }
  const declared = new Map([...facts].map(([file, { declarations }]) => [file, declarations]));
  return {
    async declarationsOf(file, _name, offset) {
      const use = uses.get(`${file} ${offset}`);
      if (use === undefined || use.target === file) return [];
      if (use.target === "") return "external";
      const found = declared
        .get(use.target)
        ?.find(
          ({ name, offset, header }) => name === use.name && header[0] <= use.start && use.start <= offset,
        );
      return found === undefined ? [] : [{ ...found, file: use.target }];
    },
    async stop() {},
  };
}

/** file → offset of the name → declaration */
function declarationsByPlace(facts) {
  const byOffset = ({ declarations }) => new Map(declarations.map((each) => [each.offset, each]));
  return new Map([...facts].map(([file, cuts]) => [file, byOffset(cuts)]));
}

function offsetAt(text, { line, character }) {
  let start = 0;
  for (let passed = 0; passed < line; passed++) start = text.indexOf("\n", start) + 1;
  return start + character;
}
