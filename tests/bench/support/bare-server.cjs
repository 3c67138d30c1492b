// Owns the limit of `startup`: the smallest stdio server that can answer `initialize`, without any dependency.
"use strict";
let pending = Buffer.alloc(0);

process.stdin.on("data", (chunk) => {
  pending = Buffer.concat([pending, chunk]);
  for (;;) {
    const headerEnd = pending.indexOf("\r\n\r\n");
    if (headerEnd < 0) return;
    const length = Number(/content-length: *(\d+)/i.exec(pending.toString("latin1", 0, headerEnd))[1]);
    const end = headerEnd + 4 + length;
    if (pending.length < end) return;
    const { id, method } = JSON.parse(pending.toString("utf8", headerEnd + 4, end));
    pending = pending.subarray(end);
    if (method === "exit") process.exit(0);
    if (id !== undefined) answer(id, method === "initialize" ? { capabilities: {} } : null);
  }
});

function answer(id, result) {
  const body = JSON.stringify({ jsonrpc: "2.0", id, result });
  process.stdout.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
