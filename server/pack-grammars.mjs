// Packs the WebAssembly grammars of grammars/languages.json, so that a published treewright needs none of their packages: 30 MB become 3.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const LICENCE = /^(licen[cs]e|copying|unlicense)/i;
// A step more takes three times as long and saves a tenth.
const QUALITY = 9;

/** One `<id>.wasm.br` per row, and the licences they came under. What is packed already, of the same age, is left alone. */
export function packGrammars(target) {
  const rows = JSON.parse(readFileSync("grammars/languages.json", "utf8")).filter(({ wasm }) => wasm);
  mkdirSync(target, { recursive: true });
  for (const { id, package: name, wasm } of rows) {
    const source = join("node_modules", name, wasm);
    const packed = join(target, `${id}.wasm.br`);
    const { mtime } = statSync(source);
    if (statSync(packed, { throwIfNoEntry: false })?.mtimeMs === mtime.getTime()) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_LGWIN]: 24 };
    writeFileSync(packed, brotliCompressSync(readFileSync(source), { params }));
    utimesSync(packed, mtime, mtime);
  }
  const wanted = new Set(["LICENCES.txt", ...rows.map(({ id }) => `${id}.wasm.br`)]);
  for (const file of readdirSync(target)) if (!wanted.has(file)) rmSync(join(target, file));
  const packages = [...new Set(rows.map(({ package: name }) => name))].sort();
  writeFileSync(join(target, "LICENCES.txt"), packages.map(licenceOf).join(`\n\n${"=".repeat(80)}\n\n`));
}

function licenceOf(name) {
  const folder = join("node_modules", name);
  const { version, license, repository } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder).filter((file) => LICENCE.test(file));
  const origin = typeof repository === "string" ? repository : (repository?.url ?? "");
  return [
    `${name} ${version}, ${license}, ${origin}`,
    ...texts.map((file) => readFileSync(join(folder, file), "utf8")),
  ].join("\n\n");
}
