// Owns a model that costs nothing: an OpenAI-compatible completions endpoint that streams one token at once.
import { createServer } from "node:http";

/** `onPrompt` hears every request once its whole body is there; `text` is what the model says to everything. */
export async function startStubBackend(onPrompt, text = "value") {
  const server = createServer((incoming, response) => {
    const chunks = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.once("end", () => {
      onPrompt(Buffer.concat(chunks).toString("utf8"));
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(event({ text, finish_reason: null }));
      response.write(event({ text: "", finish_reason: "stop" }));
      response.end("data: [DONE]\n\n");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function event(choice) {
  return `data: ${JSON.stringify({ id: "stub", object: "text_completion", model: "stub", choices: [{ index: 0, ...choice }] })}\n\n`;
}
