// Owns the limit that parsing is measured against: a C program on the tree-sitter library and grammars, built from the sources in their npm packages.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BENCH_CACHE } from "./corpora.mjs";

const require = createRequire(import.meta.url);
const source = fileURLToPath(new URL("parse-limit.c", import.meta.url));
const packageFolder = (name) => dirname(require.resolve(`${name}/package.json`));

/** Milliseconds of reading, and parsing unless `parses` is false, all files on so many threads. */
export function readAndParse(files, { threads, parses = true }) {
  const output = execFileSync(build(), [String(threads), parses ? "1" : "0"], {
    input: files.map((file) => `${file}\n`).join(""),
    encoding: "utf8",
  });
  return Number(output.split(" ")[0]);
}

/** Milliseconds of each reparse while `text` is inserted at an offset in bytes and deleted again, so many times each, with pauses between. */
export function reparses(file, offset, text, { rounds, pauseMs }) {
  const args = ["edit", file, String(offset), text, String(rounds), String(pauseMs)];
  return execFileSync(build(), args, { encoding: "utf8" }).trim().split("\n").map(Number);
}

/** Compiled once per version of anything it is made of; takes a minute. Throws where there is no C compiler. */
function build() {
  const core = join(packageFolder("tree-sitter"), "vendor/tree-sitter/lib");
  const typescript = packageFolder("tree-sitter-typescript");
  const python = packageFolder("tree-sitter-python");
  const grammars = [`${typescript}/typescript/src`, `${typescript}/tsx/src`, `${python}/src`];
  const manifests = [packageFolder("tree-sitter"), typescript, python].map((folder) =>
    readFileSync(join(folder, "package.json")),
  );
  const key = createHash("sha256");
  for (const part of [readFileSync(source), ...manifests]) key.update(part);
  const program = join(BENCH_CACHE, "tools", `parse-limit-${key.digest("hex").slice(0, 12)}`);
  if (existsSync(program)) return program;
  mkdirSync(dirname(program), { recursive: true });
  const objects = grammars.flatMap((folder, index) =>
    ["parser", "scanner"].map((name) => {
      const object = `${program}-${index}-${name}.o`;
      compile(["-c", `-I${folder}`, join(folder, `${name}.c`), "-o", object]);
      return object;
    }),
  );
  const headers = [`-I${join(core, "include")}`, `-I${join(core, "src")}`];
  compile([...headers, source, join(core, "src/lib.c"), ...objects, "-pthread", "-o", program]);
  return program;
}

function compile(args) {
  execFileSync("cc", ["-O2", "-w", "-std=gnu11", ...args]);
}
