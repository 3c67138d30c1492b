// Owns asking the built server what it would tell a model at a hole: from outside, over stdio; nothing is sent to any model.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startServer, TREEWRIGHT } from "../../support/language-server.mjs";

// The server estimates tokens by length, on the careful side; the exact count decides what is kept of the surplus.
const SURPLUS = 1.3;

/** `contextMs` takes what the server itself says it took for each hole. */
export function treewright({ budget, contextMs = [] }) {
  return {
    name: "treewright",
    async prepare(corpus) {
      const folder = mkdtempSync(join(tmpdir(), "treewright-recall-"));
      const config = join(folder, "config.json");
      writeFileSync(config, JSON.stringify(configuration(Math.round(budget * SURPLUS))));
      const env = { TREEWRIGHT_CONFIG: config, TREEWRIGHT_CACHE: join(folder, "cache") };
      const server = startServer(TREEWRIGHT, { env });
      const editor = editorOf(server, corpus);
      await server.initialize(pathToFileURL(corpus.root).href);
      server.notify("initialized", {});
      const retrieve = async ({ file, text, offset, open, recent }) => {
        const tabs = open.filter((tab) => tab !== file);
        for (const tab of tabs) editor.open(tab, corpus.read(tab), recent.includes(tab));
        editor.open(file, text);
        const { items, timings } = await editor.contextAt(file, text, offset);
        for (const tab of [file, ...tabs]) editor.close(tab);
        contextMs.push(timings.contextMs);
        return items
          .toSorted((a, b) => b.score - a.score)
          .filter(({ path }) => corpus.files.includes(path))
          .map(({ path, range, text }) => ({ file: path, ...editor.spanOf(path, range), text }));
      };
      retrieve.stop = async () => {
        await server.stop();
        rmSync(folder, { recursive: true });
      };
      return retrieve;
    },
  };
}

/** A backend that is not on this computer gets the whole budget; nobody ever calls this one. */
function configuration(maxTokens) {
  const nobody = {
    provider: "openai-compatible",
    baseUrl: "https://nobody.invalid/v1",
    model: "none",
    fim: "suffix",
  };
  return { backends: { nobody }, completion: { backend: "nobody" }, context: { maxTokens } };
}

function editorOf(server, corpus) {
  const lineStarts = new Map();
  const uriOf = (file) => pathToFileURL(join(corpus.root, file)).href;
  const startsOf = (file) => {
    if (!lineStarts.has(file)) lineStarts.set(file, startsOfLines(corpus.read(file)));
    return lineStarts.get(file);
  };
  return {
    /** `isEdited`: the last line was typed after the file was opened. */
    open(file, text, isEdited = false) {
      const uri = uriOf(file);
      const first = isEdited ? text.slice(0, text.trimEnd().lastIndexOf("\n") + 1) : text;
      const textDocument = { uri, languageId: languageOf(file), version: 1, text: first };
      server.notify("textDocument/didOpen", { textDocument });
      if (!isEdited) return;
      const change = { textDocument: { uri, version: 2 }, contentChanges: [{ text }] };
      server.notify("textDocument/didChange", change);
    },
    close: (file) => server.notify("textDocument/didClose", { textDocument: { uri: uriOf(file) } }),
    contextAt(file, text, offset) {
      const line = text.slice(0, offset).split("\n").length - 1;
      const position = { line, character: offset - startsOfLines(text)[line] };
      const asked = { command: "treewright.context", arguments: [{ uri: uriOf(file), position }] };
      return server.request("workspace/executeCommand", asked);
    },
    spanOf(file, { start, end }) {
      const starts = startsOf(file);
      return { start: starts[start.line] + start.character, end: starts[end.line] + end.character };
    },
  };
}

function languageOf(file) {
  return { ts: "typescript", tsx: "typescriptreact", py: "python" }[file.slice(file.lastIndexOf(".") + 1)];
}

function startsOfLines(text) {
  const starts = [0];
  for (let newline = text.indexOf("\n"); newline >= 0; newline = text.indexOf("\n", newline + 1))
    starts.push(newline + 1);
  return starts;
}
