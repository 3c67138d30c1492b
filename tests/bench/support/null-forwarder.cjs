// Owns the limit of `keystroke`: ignores what is typed and posts a fixed prompt for every inline completion.
"use strict";
const { Agent, request } = require("node:http");
const { createConnection, StreamMessageReader, StreamMessageWriter } = require("vscode-languageserver/node");

const PREFIX_CHARACTERS = 6_000;
const SUFFIX_CHARACTERS = 2_000;

const agent = new Agent({ keepAlive: true, maxSockets: 2 });
const url = new URL(`${process.env.BENCH_BACKEND}/completions`);
const body = JSON.stringify({
  model: "stub",
  prompt: "p".repeat(PREFIX_CHARACTERS),
  suffix: "s".repeat(SUFFIX_CHARACTERS),
  max_tokens: 64,
  stream: true,
});

const connection = createConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
connection.onInitialize(() => ({ capabilities: { textDocumentSync: 2, inlineCompletionProvider: true } }));
connection.onDidOpenTextDocument(() => {});
connection.onDidChangeTextDocument(() => {});
connection.languages.inlineCompletion.on(
  () =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const outgoing = request(url, { method: "POST", agent, headers }, (response) => {
        response.resume().once("end", () => resolve({ items: [] }));
      });
      outgoing.once("error", reject).end(body);
    }),
);
connection.listen();
