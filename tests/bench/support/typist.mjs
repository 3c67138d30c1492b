// Owns a typist: a client that is also the model, and knows when each typed character has become a request to it.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { typescriptOf } from "./corpus.mjs";
import { startStubBackend } from "./stub-backend.mjs";

const EDITS = 60;
const PAUSE_MS = 40;
const LOST_MS = 5_000;

/**
 * A model of this process, and the environment for servers that are to ask it; its settings are put into `folder`.
 * `heard(mark)` resolves with the time at which it has a prompt with `mark` in it.
 */
export async function startListener(folder) {
  let hear = () => {};
  const backend = await startStubBackend((body) => hear(body));
  const config = join(folder, "config.json");
  await writeFile(
    config,
    JSON.stringify({
      backends: {
        stub: { provider: "openai-compatible", baseUrl: backend.baseUrl, model: "stub", fim: "suffix" },
      },
      completion: { backend: "stub" },
    }),
  );
  const heard = (mark) =>
    new Promise((resolve, reject) => {
      const lost = setTimeout(
        () => reject(new Error(`no prompt for edit ${mark} within ${LOST_MS} ms`)),
        LOST_MS,
      );
      hear = (body) => {
        if (!body.includes(mark)) return;
        clearTimeout(lost);
        resolve(performance.now());
      };
    });
  const env = { BENCH_BACKEND: backend.baseUrl, TREEWRIGHT_CONFIG: config };
  return { env, heard, stop: () => backend.stop() };
}

/** Opens a text of so many lines and puts the cursor behind the first identifier of five letters or more past the middle. */
export function openTyped(server, path, lines) {
  const uri = pathToFileURL(path).href;
  const text = typescriptOf(lines);
  server.notify("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescript", version: 1, text },
  });
  const rows = text.split("\n");
  const line = rows.findIndex((row, index) => index >= lines / 2 && /^\s+return [a-z]{5,};$/.test(row));
  return { server, uri, line, character: rows[line].length - 1, version: 1, typed: "" };
}

/** Each edit replaces the two typed digits by its own number, so no answer kept from before can serve it. Milliseconds per key; it ends early where nobody wants more. */
export async function typeRound(session, round, heard, wanted = undefined, isWanted = () => true) {
  const { server, uri, line, character } = session;
  const samples = [];
  for (let edit = 0; edit < EDITS && isWanted(); edit++) {
    const typed = `q${(round * EDITS + edit).toString(36).padStart(2, "0")}`;
    const end = character + session.typed.length;
    const arrival = heard(wanted ?? typed);
    const start = performance.now();
    server.notify("textDocument/didChange", {
      textDocument: { uri, version: ++session.version },
      contentChanges: [{ range: { start: { line, character }, end: { line, character: end } }, text: typed }],
    });
    session.typed = typed;
    const answer = server.request("textDocument/inlineCompletion", {
      textDocument: { uri },
      position: { line, character: character + typed.length },
      context: { triggerKind: 2 },
    });
    samples.push((await arrival) - start);
    await answer;
    await sleep(PAUSE_MS);
  }
  return samples;
}
