// Owns the limit of `ttft`: a server on the same protocol library that reads the model through the openai SDK alone and answers at the line end.
"use strict";
const { OpenAI } = require("openai");
const { createConnection, StreamMessageReader, StreamMessageWriter } = require("vscode-languageserver/node");

const client = new OpenAI({ apiKey: "none", baseURL: process.env.BENCH_BACKEND, maxRetries: 0 });
const connection = createConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
connection.onInitialize(() => ({ capabilities: { textDocumentSync: 2, inlineCompletionProvider: true } }));
connection.onDidOpenTextDocument(() => {});
connection.onDidChangeTextDocument(() => {});
connection.languages.inlineCompletion.on(async () => {
  const stream = await client.completions.create({
    model: "stub",
    prompt: "p",
    max_tokens: 64,
    stream: true,
  });
  let text = "";
  for await (const chunk of stream) {
    text += chunk.choices[0]?.text ?? "";
    if (text.includes("\n")) break;
  }
  return { items: [{ insertText: text.slice(0, text.indexOf("\n")) }] };
});
connection.listen();
