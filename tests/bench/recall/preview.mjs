// Owns the built server seen by an editor that asks what a model would be told: over stdio; nothing is sent to any model.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { startServer, TREEWRIGHT } from "../support/language-server.mjs";

const MOST_QUESTIONS = 4;
const LANGUAGE_IDS = {
  ts: "typescript",
  tsx: "typescriptreact",
  py: "python",
  go: "go",
  java: "java",
  rs: "rust",
};

/**
 * A server of its own on the folder of a corpus, once it knows the whole folder. `cache` is where it keeps what it knows,
 * for the next one; without it nothing is kept.
 */
export async function startPreview(corpus, settings, cache = undefined) {
  const folder = mkdtempSync(join(tmpdir(), "treewright-preview-"));
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify(settings));
  const env = { TREEWRIGHT_CONFIG: config, TREEWRIGHT_CACHE: cache ?? join(folder, "cache") };
  const server = startServer(TREEWRIGHT, { env });
  const uriOf = (file) => pathToFileURL(join(corpus.root, file)).href;
  const { capabilities } = await server.initialize(pathToFileURL(corpus.root).href);
  server.notify("initialized", {});
  const execute = (command, ...args) =>
    server.request("workspace/executeCommand", { command, arguments: args });
  // The answer waits until the whole folder is known.
  if (capabilities.executeCommandProvider.commands.includes("treewright.index"))
    await execute("treewright.index");

  /** `isEdited`: the last line was typed after the file was opened. */
  const open = (file, text, isEdited = false) => {
    const uri = uriOf(file);
    const first = isEdited ? text.slice(0, text.trimEnd().lastIndexOf("\n") + 1) : text;
    const languageId = LANGUAGE_IDS[file.slice(file.lastIndexOf(".") + 1)];
    server.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text: first } });
    if (!isEdited) return;
    server.notify("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text }],
    });
  };
  const close = (file) => server.notify("textDocument/didClose", { textDocument: { uri: uriOf(file) } });

  return {
    /**
     * What `treewright.context` answers at an offset of a text of `file`, with `tabs` open as they are on disk. Where a
     * source was too late, the next key would have its answer: then it is asked again, and `contextMs` is that of the first.
     * `pauseMs` lies between opening the file and asking.
     */
    async contextAt({ file, text, offset, tabs = [], edited = [], pauseMs = 0 }) {
      const others = tabs.filter((tab) => tab !== file);
      for (const tab of others) open(tab, corpus.read(tab), edited.includes(tab));
      open(file, text);
      if (pauseMs > 0) await setTimeout(pauseMs);
      const position = positionOf(text, offset);
      const ask = () => execute("treewright.context", { uri: uriOf(file), position });
      const first = await ask();
      let answer = first;
      for (let asked = 1; asked < MOST_QUESTIONS && isLate(answer); asked++) answer = await ask();
      for (const tab of [file, ...others]) close(tab);
      return { ...answer, contextMs: first.timings.contextMs, wasLate: isLate(first) };
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function isLate({ timings }) {
  return timings.sources.some(({ durationMs }) => durationMs === undefined);
}

function positionOf(text, offset) {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length - 1, character: offset - before.lastIndexOf("\n") - 1 };
}
