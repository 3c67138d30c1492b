// Measures how much of a prompt is the one before it, which a model on this computer does not read again; against the layout of llama.vim.

import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startServer, TREEWRIGHT } from "./support/language-server.mjs";
import { median } from "./support/statistics.mjs";
import { startStubBackend } from "./support/stub-backend.mjs";

// What is typed into, and the file whose declarations are told with it: both of this project.
const TYPED = "server/backends/registry.ts";
const NEAR = "server/backends/open-backend.ts";
// llama.vim sends so many lines around the cursor, the suffix behind the prefix.
const PREFIX_LINES = 256;
const SUFFIX_LINES = 64;
const KEYS = 12;
const INDENTATION = "    ";

export async function run(report, { small }) {
  const folder = await mkdtemp(join(tmpdir(), "treewright-bench-"));
  const prompts = [];
  const backend = await startStubBackend((body) => prompts.push(JSON.parse(body).prompt));
  const config = join(folder, "config.json");
  const stub = { provider: "vllm", baseUrl: backend.baseUrl, model: "stub", fim: "qwen-coder" };
  await writeFile(config, JSON.stringify({ backends: { stub } }));
  await mkdir(join(folder, "server/backends"), { recursive: true });
  await mkdir(join(folder, ".git"));
  for (const file of [TYPED, NEAR]) await writeFile(join(folder, file), sourceOf(file));
  const server = startServer(TREEWRIGHT, { env: { TREEWRIGHT_CONFIG: config }, cwd: folder });
  try {
    await server.initialize(pathToFileURL(folder).href);
    server.notify("initialized", {});
    const near = document(server, join(folder, NEAR), sourceOf(NEAR));
    const typed = document(server, join(folder, TYPED), sourceOf(TYPED));
    const inLine = [];
    const afterChange = [];
    for (const place of placesIn(sourceOf(TYPED)).slice(0, small ? 3 : 10)) {
      const { line, rest } = place;
      const before = INDENTATION.length;
      typed.setLine(line, INDENTATION);
      let last;
      for (let key = 1; key <= KEYS; key++) {
        typed.setLine(line, (typed.text.split("\n")[line] ?? "") + rest[key - 1]);
        const prompt = await ask(server, typed, line, before + key, prompts);
        const peer = peerPrompt(typed.text, line, before + key);
        if (last !== undefined) {
          inLine.push({ ours: shared(last.prompt, prompt), theirs: shared(last.peer, peer) });
        }
        last = { prompt, peer };
      }
      // Somebody changes a line of the other file that the model was told, and types on.
      const told = near.text
        .split("\n")
        .findIndex((text) => text.length > 30 && last.prompt.includes(text) && !typed.text.includes(text));
      if (told < 0) continue;
      near.setLine(
        told,
        near.text.split("\n")[told].replace(/[a-z]+/i, (word) => `${word}2`),
      );
      typed.setLine(line, `${typed.text.split("\n")[line] ?? ""}x`);
      const prompt = await ask(server, typed, line, before + KEYS + 1, prompts);
      const peer = peerPrompt(typed.text, line, before + KEYS + 1);
      afterChange.push({ ours: shared(last.prompt, prompt), theirs: shared(last.peer, peer) });
    }
    await server.stop();
    for (const [metric, pairs, target] of [
      ["of the prompt is the one before, while a line is typed, p50", inLine, ">=95"],
      ["of the prompt is the one before, after a line of context changed, p50", afterChange, ">=80"],
    ]) {
      report({
        metric,
        value: median(pairs.map(({ ours }) => ours)),
        unit: "%",
        reference: "layout of llama.vim",
        referenceValue: median(pairs.map(({ theirs }) => theirs)),
        target,
        n: pairs.length,
      });
    }
  } finally {
    await backend.stop();
    await rm(folder, { recursive: true });
  }
}

function sourceOf(file) {
  return readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
}

/** Lines that are emptied up to their indentation and typed again. */
function placesIn(source) {
  return [...source.split("\n").entries()]
    .filter(([, text]) => /^ {4}(?:const|return) .{20,}$/.test(text))
    .map(([line, text]) => ({ line, rest: text.trim() }));
}

/** An open document whose lines can be set. */
function document(server, path, text) {
  const uri = pathToFileURL(path).href;
  let version = 1;
  let current = text;
  server.notify("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescript", version, text },
  });
  return {
    uri,
    get text() {
      return current;
    },
    setLine(line, next) {
      const lines = current.split("\n");
      const end = (lines[line] ?? "").length;
      lines[line] = next;
      current = lines.join("\n");
      server.notify("textDocument/didChange", {
        textDocument: { uri, version: ++version },
        contentChanges: [
          { range: { start: { line, character: 0 }, end: { line, character: end } }, text: next },
        ],
      });
    },
  };
}

/** The prompt that was sent for this place. */
async function ask(server, { uri }, line, character, prompts) {
  const known = prompts.length;
  await server.request("textDocument/inlineCompletion", {
    textDocument: { uri },
    position: { line, character },
    context: { triggerKind: 2 },
  });
  if (prompts.length === known) throw new Error(`no prompt for line ${line}`);
  return prompts.at(-1);
}

function peerPrompt(text, line, character) {
  const lines = text.split("\n");
  const before = [...lines.slice(Math.max(0, line - PREFIX_LINES), line), lines[line].slice(0, character)];
  const after = [lines[line].slice(character), ...lines.slice(line + 1, line + 1 + SUFFIX_LINES)];
  return `<|fim_prefix|>${before.join("\n")}<|fim_suffix|>${after.join("\n")}<|fim_middle|>`;
}

/** Percent of `next` that is the beginning of `last`, in characters. */
function shared(last, next) {
  let length = 0;
  while (length < next.length && last[length] === next[length]) length++;
  return (100 * length) / next.length;
}
