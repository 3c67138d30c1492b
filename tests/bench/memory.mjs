// Measures what an index weighs once it is made and the workers are gone, and whether editing makes it grow.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { openTree, sizeOf, startIndexing } from "./support/indexed-server.mjs";

// Workers end five seconds after their last work; what was built is collected where nobody types, and again after that.
const SETTLE_MS = 12_000;
const EDITS = 10_000;
// The first ones load the grammar of the file that is opened, which is no growth.
const FIRST_EDITS = 100;
const EDITS_AT_ONCE = 100;

export async function run(report, { small }) {
  const tree = openTree({ small });
  const cache = mkdtempSync(join(tmpdir(), "treewright-bench-"));
  const server = await startIndexing(tree.folders, cache);
  try {
    await server.whenPacked();
    await sleep(SETTLE_MS);
    const { bytes, symbols } = await server.index();
    const reason = "this system has no /proc to read memory from";
    const indexed = server.residentMegabytes();
    const size = sizeOf(tree);
    report({
      metric: `columns per 100,000 symbols, of ${symbols}`,
      value: (bytes / symbols) * 0.1,
      unit: "MB",
      target: "<=7",
      n: 1,
    });
    report({ metric: `process, ${size}`, value: indexed, unit: "MB", target: "<=130", n: 1, reason });
    const edit = openEdited(server, tree.files[0]);
    await edit(FIRST_EDITS);
    await sleep(SETTLE_MS);
    const before = server.residentMegabytes();
    await edit(small ? EDITS / 10 : EDITS);
    await sleep(SETTLE_MS);
    const after = server.residentMegabytes();
    const edited = {
      metric: "after 10,000 edits",
      value: after,
      reference: `after ${FIRST_EDITS}`,
      referenceValue: before,
    };
    report({ ...edited, unit: "MB", target: "<=1.1x", n: 1, reason });
  } finally {
    await server.stop();
    rmSync(cache, { recursive: true });
  }
}

/** Opens a file; what is returned edits it so many times. */
function openEdited(server, file) {
  const uri = pathToFileURL(file).href;
  const languageId = file.endsWith(".py") ? "python" : "typescript";
  const text = readFileSync(file, "utf8");
  server.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
  const start = { line: 0, character: 0 };
  let version = 1;
  return async (count) => {
    for (const last = version + count; version < last; ) {
      version += 1;
      const isInsertion = version % 2 === 0;
      // A line that was inserted is deleted as a whole.
      const end = isInsertion ? start : { line: 1, character: 0 };
      const contentChanges = [{ range: { start, end }, text: isInsertion ? "\n" : "" }];
      server.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
      if (version % EDITS_AT_ONCE === 0)
        await server.request("workspace/executeCommand", { command: "treewright.status" });
    }
  };
}
