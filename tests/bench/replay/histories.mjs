// Owns the edits that are replayed: hunks between neighbouring versions of packages, fetched by the registries' ordinary clients into the cache of benchmarks, never run.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { extname, join } from "node:path";
import { BENCH_CACHE, mayHaveHoles } from "../support/corpora.mjs";

/** `folder` is where the source lies in the package. What is chosen by these figures is chosen on the packages to tune on. */
const PACKAGES = {
  zod: { npm: "zod", folder: "src", versions: ["4.2.1", "4.3.6", "4.4.3", "4.6.0"], isForTuning: true },
  fastify: { npm: "fastify", versions: ["5.0.0", "5.7.1", "5.9.0", "5.12.8"], isForTuning: true },
  click: { pip: "click", versions: ["8.0.4", "8.1.8", "8.2.1", "8.4.0"], isForTuning: true },
  cobra: {
    go: "github.com/spf13/cobra",
    versions: ["v1.3.0", "v1.6.0", "v1.8.0", "v1.10.2"],
    isForTuning: true,
  },
  viem: { npm: "viem", versions: ["2.55.7", "2.55.19", "2.56.9", "2.57.20"] },
  effect: { npm: "effect", folder: "src", versions: ["4.0.0", "4.0.3", "4.0.6", "4.1.0"] },
  undici: { npm: "undici", versions: ["8.0.2", "8.4.1", "8.9.0", "8.13.1"] },
  rich: { pip: "rich", versions: ["13.5.0", "13.8.0", "14.1.0", "15.0.0"] },
  httpx: { pip: "httpx", versions: ["0.23.0", "0.24.1", "0.26.0", "0.28.1"] },
  gin: { go: "github.com/gin-gonic/gin", versions: ["v1.7.7", "v1.8.1", "v1.10.0", "v1.12.0"] },
  chi: { go: "github.com/go-chi/chi/v5", versions: ["v5.0.8", "v5.1.0", "v5.2.2", "v5.5.0"] },
  "regex-syntax": { cargo: "regex-syntax", folder: "src", versions: ["0.7.0", "0.7.5", "0.8.0", "0.8.5"] },
};

const LANGUAGES = {
  ".ts": "typescript",
  ".js": "javascript",
  ".mjs": "javascript",
  ".py": "python",
  ".go": "go",
  ".rs": "rust",
};
const NOT_WRITTEN =
  /\.d\.[cm]?ts$|\.min\.|(^|\/)(_esm|_cjs|_types|build|dist|esm|node_modules|vendor|benchmarks?)\//;
const COMMENT = /^\s*(?:\/\/|\/\*|\*|#(?!\[)|$)/;
const MOST_LINES = 20;
// Less is no typing, more would be one edit that weighs as much as ten.
const KEYS = { fewest: 12, most: 160 };

export const PACKAGE_NAMES = Object.keys(PACKAGES);

/**
 * A package with its edits, its share of `count` for all packages, in the order in which a person would make them.
 * An edit is `before`, the text of the file just before it; `removed` characters at `offset` give way to `typed`.
 */
export function openHistory(name, count) {
  const row = PACKAGES[name];
  const index = PACKAGE_NAMES.indexOf(name);
  const upTo = (packages) => Math.floor((count * packages) / PACKAGE_NAMES.length);
  const edits = row.versions.slice(1).flatMap((version, at) => {
    const [older, newer] = [row.versions[at], version].map((each) => fetched(name, row, each));
    return hunksBetween(older, newer).flatMap(({ file, hunks }) =>
      editsIn({ name, version, file, hunks, older, newer }),
    );
  });
  return {
    name,
    isForTuning: row.isForTuning ?? false,
    words: wordsOf(name, row),
    edits: chosen(edits, upTo(index + 1) - upTo(index)),
  };
}

/** As many as wanted, by hash, in their order; the same text twice is one hand's search and replace. */
function chosen(edits, count) {
  const hash = ({ id }) => createHash("sha1").update(id).digest("hex");
  const different = [...new Map(edits.toReversed().map((edit) => [edit.typed, edit])).values()].toReversed();
  const kept = new Set(
    different
      .map((edit) => ({ edit, hash: hash(edit) }))
      .sort((a, b) => (a.hash < b.hash ? -1 : 1))
      .slice(0, count)
      .map(({ edit }) => edit),
  );
  return different.filter((edit) => kept.has(edit));
}

function editsIn({ name, version, file, hunks, older, newer }) {
  const [before, after] = [older, newer].map((root) =>
    readFileSync(join(root, file), "utf8").replaceAll("\r\n", "\n"),
  );
  if (!mayHaveHoles(before) || !mayHaveHoles(after)) return [];
  const lines = { older: before.split("\n"), newer: after.split("\n") };
  return hunks
    .filter(({ added }) => added.start > 0 && added.count > 0 && added.count <= MOST_LINES)
    .map(({ removed, added }) => {
      // Everything above is written already, everything below is still as it was.
      const above = lines.newer.slice(0, added.start).join("\n");
      const old = lines.older
        .slice(removed.start, removed.start + removed.count)
        .map((line) => `\n${line}`)
        .join("");
      const below = lines.older
        .slice(removed.start + removed.count)
        .map((line) => `\n${line}`)
        .join("");
      const text = lines.newer
        .slice(added.start, added.start + added.count)
        .map((line) => `\n${line}`)
        .join("");
      const { start, removed: length, typed } = changeBetween(old, text);
      return {
        id: `${name} ${file} ${added.start} ${version}`,
        path: file,
        languageId: LANGUAGES[extname(file)],
        before: above + old + below,
        offset: above.length + start,
        removed: length,
        typed,
      };
    })
    .filter(({ typed }) => {
      const keys = keysOf(typed.trim()).length;
      return (
        keys >= KEYS.fewest && keys <= KEYS.most && !typed.split("\n").every((line) => COMMENT.test(line))
      );
    });
}

/** What a person does to make the new lines of the old: keeps how they begin, and of a single line how it ends, in whole words. */
function changeBetween(old, text) {
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old[start] === text[start]) start++;
  while (start > 0 && /\w/.test(text[start - 1])) start--;
  const isOneLine = !old.slice(1).includes("\n") && !text.slice(1).includes("\n");
  let end = 0;
  if (isOneLine) while (end < most - start && old.at(-1 - end) === text.at(-1 - end)) end++;
  while (end > 0 && /\w/.test(text.at(-end))) end--;
  return { start, removed: old.length - end - start, typed: text.slice(start, text.length - end) };
}

/** Signs as keys are pressed for them: the editor indents a new line by itself. */
export function keysOf(text) {
  return text.match(/\n[\t ]*|[^]/gu) ?? [];
}

/** Of the files that both versions have. */
function hunksBetween(older, newer) {
  // Ends with 1 where anything differs.
  const { stdout } = spawnSync(
    "git",
    ["diff", "--no-index", "--no-color", "--no-prefix", "--no-renames", "-U0", older, newer],
    {
      encoding: "utf8",
      maxBuffer: 256e6,
    },
  );
  return stdout.split(/^diff --git .*\n/m).flatMap((part) => {
    const [, from, to] = /^--- (.*)\n\+\+\+ (.*)$/m.exec(part) ?? [];
    const path = (named) => named?.replace(/^\/?/, "/");
    if (!path(from)?.startsWith(`${older}/`) || !path(to)?.startsWith(`${newer}/`)) return [];
    return [{ file: path(to).slice(newer.length + 1), hunks: [...part.matchAll(HUNK)].map(readHunk) }];
  });
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm;

/** Lines from 0; a part of no lines stands where it would be. */
function readHunk([, ...numbers]) {
  const part = (line, count = "1") => ({
    start: Number(count) === 0 ? Number(line) : Number(line) - 1,
    count: Number(count),
  });
  const [oldLine, oldCount, newLine, newCount] = numbers;
  return { removed: part(oldLine, oldCount), added: part(newLine, newCount) };
}

/** Every word of the first version, for the check that asks whether a name is known. */
function wordsOf(name, row) {
  const root = fetched(name, row, row.versions[0]);
  const words = new Set();
  for (const file of filesOf(root))
    for (const [word] of readFileSync(join(root, file), "utf8").matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu))
      words.add(word);
  return words;
}

function filesOf(root) {
  return readdirSync(root, { recursive: true })
    .filter((file) => LANGUAGES[extname(file)] !== undefined && !NOT_WRITTEN.test(file))
    .sort();
}

const FETCH = {
  npm(name, version, folder) {
    run("npm", ["pack", `${name}@${version}`, "--silent", "--ignore-scripts"], folder);
    run("tar", ["-xzf", readdirSync(folder).find((file) => file.endsWith(".tgz"))], folder);
    return join(folder, "package");
  },
  pip(name, version, folder) {
    run("pip", ["download", "--quiet", "--no-deps", "--only-binary=:all:", `${name}==${version}`], folder);
    const wheel = readdirSync(folder).find((file) => file.endsWith(".whl"));
    run("python3", ["-m", "zipfile", "-e", wheel, "unpacked"], folder);
    return join(folder, "unpacked", name);
  },
  go(name, version, folder) {
    const found = execFileSync("go", ["mod", "download", "-json", `${name}@${version}`], {
      cwd: folder,
      encoding: "utf8",
    });
    return JSON.parse(found).Dir;
  },
  cargo(name, version, folder) {
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "src/lib.rs"), "");
    writeFileSync(
      join(folder, "Cargo.toml"),
      `[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n${name} = "=${version}"\n`,
    );
    run("cargo", ["vendor", "--quiet", "unpacked"], folder);
    return join(folder, "unpacked", name);
  },
};

function fetched(name, row, version) {
  const root = join(BENCH_CACHE, "histories", name, version);
  if (existsSync(root)) return root;
  const [client] = Object.keys(FETCH).filter((each) => row[each] !== undefined);
  console.error(`fetching ${row[client]} ${version}`);
  const scratch = `${root}.scratch`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const whole = FETCH[client](row[client], version, scratch);
  const partial = `${root}.partial`;
  rmSync(partial, { recursive: true, force: true });
  for (const file of filesOf(join(whole, row.folder ?? "")))
    cpSync(join(whole, row.folder ?? "", file), join(partial, file), { mode: 0 });
  renameSync(partial, root);
  rmSync(scratch, { recursive: true, force: true });
  return root;
}

function run(program, args, cwd) {
  execFileSync(program, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
