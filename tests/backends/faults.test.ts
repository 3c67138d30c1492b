// Owns the rows F31 to F41 and F43: a model server that fails in every way, and what is told and closed then.

import { createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import type { Backend, BackendPart, StreamLimits } from "../../server/backends/backend.ts";
import { createBreaker } from "../../server/backends/breaker.ts";
import { SYSTEM_CLOCK } from "../../server/backends/call-limits.ts";
import { createPlainFetch } from "../../server/backends/plain-fetch.ts";
import { Failure } from "../../server/trace/failure.ts";
import {
  type Answer,
  DONE,
  delta,
  type FaultServer,
  head,
  plain,
  recording,
  STREAM_HEAD,
  startFaultServer,
  stream,
} from "./fault-server.ts";
import {
  type BackendOptions,
  backendAt,
  CHAT,
  collect,
  endOf,
  KEY,
  logged,
  PATIENT,
  textOf,
} from "./under-test.ts";

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Outcome = { readonly parts: readonly BackendPart[]; readonly failure: Failure | undefined };

/** Asks once and waits until no connection is left. */
async function ask(answer: Answer, limits: Partial<StreamLimits> = {}, options?: BackendOptions) {
  server ??= await startFaultServer(answer);
  const outcome = await askAgain(backendAt(server.url, options), limits);
  await server.allClosed();
  return { ...outcome, server };
}

async function askAgain(backend: Backend, limits: Partial<StreamLimits> = {}): Promise<Outcome> {
  const parts: BackendPart[] = [];
  try {
    for await (const part of backend.stream(CHAT, { ...PATIENT, ...limits }, new AbortController().signal)) {
      parts.push(part);
    }
    return { parts, failure: undefined };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { parts, failure: error };
  }
}

describe("F36: silence in the middle ends at the idle limit, and the socket is closed", () => {
  test("after the first chunk", async () => {
    const answer: Answer = (socket) => socket.write(STREAM_HEAD + delta("one"));
    const { parts, failure, server } = await ask(answer, { idleMs: 40 });
    expect(textOf(parts)).toBe("one");
    expect(failure).toMatchObject({
      kind: "timeout",
      message: 'backend "test" was too slow: the idle limit of 40 ms was reached',
    });
    expect(server.openSockets()).toBe(0);
  });

  test("comments keep a stream alive that is thinking", async () => {
    const answer: Answer = (socket) => {
      socket.write(STREAM_HEAD + delta("one"));
      let beats = 0;
      const heart = setInterval(() => {
        socket.write(": thinking\n\n");
        if (++beats < 6) return;
        clearInterval(heart);
        socket.end(delta(" two", "stop") + DONE);
      }, 20);
    };
    const { parts } = await ask(answer, { idleMs: 500 });
    expect(textOf(parts)).toBe("one two");
  });

  test("a consumer that takes its time is not silence", async () => {
    server = await startFaultServer(stream(delta("one") + delta("two", "stop") + DONE));
    const parts: BackendPart[] = [];
    const limits = { ...PATIENT, idleMs: 60 };
    for await (const part of backendAt(server.url).stream(CHAT, limits, new AbortController().signal)) {
      parts.push(part);
      await new Promise((resolve) => setTimeout(resolve, 90));
    }
    expect(endOf(parts)).toBe("stop");
  });

  test("after the whole answer it is no failure", async () => {
    const answer: Answer = (socket) => socket.write(STREAM_HEAD + delta("one", "stop"));
    const { parts, failure } = await ask(answer, { idleMs: 40 });
    expect(failure).toBeUndefined();
    expect(endOf(parts)).toBe("stop");
  });
});

describe("F35: headers or data that never come end at the first-byte limit", () => {
  test.each<[string, Answer]>([
    ["no headers", () => undefined],
    ["headers only", (socket) => socket.write(STREAM_HEAD)],
    ["headers and comments", (socket) => socket.write(`${STREAM_HEAD}: one moment\n\n`)],
    ["half a status line", (socket) => socket.write("HTTP/1.1 20")],
  ])("%s", async (_name, answer) => {
    const { failure, server } = await ask(answer, { firstByteMs: 60 });
    expect(failure).toMatchObject({
      kind: "timeout",
      message: expect.stringContaining("first byte limit of 60 ms"),
    });
    expect(server.requests).toHaveLength(1);
  });
});

test("F37: a drip of bytes is ended by the total limit", async () => {
  const answer: Answer = (socket) => {
    socket.write(STREAM_HEAD);
    const drip = setInterval(() => socket.write(delta("x")), 10);
    socket.on("close", () => clearInterval(drip));
  };
  const { failure, parts } = await ask(answer, { totalMs: 150 });
  expect(failure).toMatchObject({
    kind: "timeout",
    message: expect.stringContaining("total limit of 150 ms"),
  });
  expect(textOf(parts)).toMatch(/^x+$/);
});

describe("F31: a server that is not there", () => {
  test("refuses the connection: one clear message, one more try, no storm", async () => {
    const gone = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => gone.once("listening", resolve));
    const address = gone.address();
    const port = typeof address === "object" ? address?.port : 0;
    await new Promise((resolve) => gone.close(resolve));
    const { failure } = await askAgain(backendAt(`http://127.0.0.1:${port}`), { retries: 1 });
    expect(failure).toMatchObject({
      kind: "unavailable",
      message: `backend "test" at http://127.0.0.1:${port} refuses the connection`,
      remedy: "start the server, or correct its baseUrl",
    });
  });

  test("an unknown host name", async () => {
    const { failure } = await askAgain(backendAt("http://nobody.invalid"));
    expect(failure).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("unknown host name"),
    });
  });

  test("speaks no TLS", async () => {
    server = await startFaultServer(plain(200, ""));
    const { failure } = await askAgain(backendAt(server.url.replace("http:", "https:")), {
      firstByteMs: 100,
    });
    expect(["unavailable", "timeout"]).toContain(failure?.kind);
  });

  test("the breaker opens after five failures and lets one probe through later", async () => {
    let nowMs = 0;
    const clock = { ...SYSTEM_CLOCK, now: () => nowMs, random: () => 0 };
    server = await startFaultServer(plain(500, "oops"));
    const backend = backendAt(server.url, { clock, breaker: createBreaker("it", clock) });
    for (let n = 0; n < 8; n++) await askAgain(backend, { totalMs: 1e6 });
    expect(server.requests).toHaveLength(5);
    const { failure } = await askAgain(backend);
    expect(failure).toMatchObject({
      kind: "unavailable",
      message: "it failed 5 times in a row and is left alone",
      remedy: "it is tried again in 30 s",
    });
    nowMs = 30_001;
    await askAgain(backend);
    expect((await askAgain(backend)).failure?.remedy).toBe("it is tried again in 60 s");
    expect(server.requests).toHaveLength(6);
  });
});

describe("F32: a rejected key is not tried again, and appears nowhere", () => {
  test.each([401, 403])("status %i", async (status) => {
    const body = JSON.stringify({ error: { message: `Incorrect API key provided: ${KEY}` } });
    server = await startFaultServer(plain(status, body, { "content-type": "application/json" }));
    const backend = backendAt(server.url);
    const { failure } = await askAgain(backend, { retries: 2, maxRetryAfterMs: 1000 });
    expect(failure).toMatchObject({ kind: "auth", message: expect.stringContaining(`(status ${status})`) });
    expect((await askAgain(backend)).failure?.kind).toBe("auth");
    expect(server.requests).toHaveLength(1);
    expect(`${failure?.message} ${failure?.remedy} ${failure?.stack} ${logged.join()}`).not.toContain(
      "canary",
    );
  });
});

describe("F33: too many requests", () => {
  const limited =
    (header: string): Answer =>
    (socket, request, n) =>
      n === 0
        ? plain(429, "{}", { "content-type": "application/json", ...(header && { "retry-after": header }) })(
            socket,
            request,
            n,
          )
        : stream(delta("late", "stop") + DONE)(socket, request, n);

  test.each([
    ["1", 1000],
    ["3600", 3_600_000],
    ["garbage", undefined],
    ["", undefined],
  ])("a completion drops with Retry-After %j", async (header, retryAfterMs) => {
    const { failure, server } = await ask(limited(header), { retries: 1 });
    expect(failure).toMatchObject({ kind: "rate-limited", retryAfterMs });
    expect(server.requests).toHaveLength(1);
  });

  test("a completion does not even ask while the server wants its rest", async () => {
    server = await startFaultServer(limited("3600"));
    const backend = backendAt(server.url);
    await askAgain(backend);
    const { failure } = await askAgain(backend);
    expect(failure).toMatchObject({ kind: "rate-limited", remedy: expect.stringContaining("in 5 min") });
    expect(server.requests).toHaveLength(1);
  });

  test.each(["0.05", "garbage", ""])("an action waits for Retry-After %j", async (header) => {
    const { parts, server } = await ask(limited(header), { retries: 2, maxRetryAfterMs: 60_000 });
    expect(textOf(parts)).toBe("late");
    expect(server.requests).toHaveLength(2);
  });

  test("an action does not wait for an hour", async () => {
    const { failure, server } = await ask(limited("3600"), { retries: 2, maxRetryAfterMs: 60_000 });
    expect(failure).toMatchObject({
      kind: "rate-limited",
      remedy: "ask again in 60 min, or choose another backend",
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe("an account without credit", () => {
  test.each([
    [402, "Insufficient Balance"],
    [429, "You exceeded your current quota, please check your plan and billing details."],
  ])("is told apart from haste: status %i", async (status, message) => {
    const json = { "content-type": "application/json" };
    const { failure, server } = await ask(plain(status, JSON.stringify({ error: { message } }), json), {
      retries: 2,
    });
    expect(failure).toMatchObject({
      kind: "rate-limited",
      message: expect.stringMatching(/ has no credit left for this key \(status 4\d\d\)$/),
      remedy: "add credit to the account, or choose another backend",
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe("F34: a server in trouble", () => {
  test.each([500, 502, 503, 529])("status %i once", async (status) => {
    const answer: Answer = (socket, request, n) =>
      (n === 0 ? plain(status, "busy") : stream(delta("ok", "stop") + DONE))(socket, request, n);
    const { parts } = await ask(answer, { retries: 1 });
    expect(textOf(parts)).toBe("ok");
  });

  test("always: no more than the retries", async () => {
    const { failure, server } = await ask(plain(503, "busy"), { retries: 2 });
    expect(failure).toMatchObject({
      kind: "unavailable",
      message: `backend "test" at ${server.url} is in trouble (status 503): busy`,
      remedy: "try again later",
    });
    expect(server.requests).toHaveLength(3);
  });

  test("a reset before any byte is tried again, one after text is not", async () => {
    const answer: Answer = (socket, _request, n) => {
      if (n === 0) return socket.resetAndDestroy();
      socket.write(STREAM_HEAD + delta("one"), () => setTimeout(() => socket.resetAndDestroy(), 20));
    };
    const { parts, server } = await ask(answer, { retries: 2 });
    expect(server.requests).toHaveLength(2);
    expect(textOf(parts)).toBe("one");
    expect(endOf(parts)).toBe("truncated");
  });

  test("a server that closes at once, again and again, is told in one sentence", async () => {
    const { failure, server } = await ask((socket) => socket.destroy(), { retries: 1 });
    expect(failure).toMatchObject({
      kind: "unavailable",
      message: `backend "test" at ${server.url} closed the connection`,
      remedy: "try again later",
    });
    expect(server.requests).toHaveLength(2);
  });

  const change = 'change what it says, or choose another model with "model"';
  test.each([
    [400, "bad-reply", "refused the request (status 400): no", change],
    [
      404,
      "unconfigured",
      "does not know what was asked for (status 404): no",
      'check "model" and "baseUrl" of this backend',
    ],
    [422, "bad-reply", "refused the request (status 422): no", change],
    [504, "timeout", "gave up by itself (status 504)", "try again later, or choose a faster model"],
  ])("status %i is not tried again", async (status, kind, what, remedy) => {
    const { failure, server } = await ask(plain(status, "no"), { retries: 2, maxRetryAfterMs: 60_000 });
    expect(failure).toMatchObject({ kind, message: `backend "test" at ${server.url} ${what}`, remedy });
    expect(server.requests).toHaveLength(1);
  });

  test("a status without a word from the server", async () => {
    const { failure, server } = await ask(plain(500, ""));
    expect(failure?.message).toBe(`backend "test" at ${server.url} is in trouble (status 500)`);
  });

  test("a model that the server does not have", async () => {
    const body = JSON.stringify({ error: { message: "The model `gpt-9` does not exist" } });
    const { failure, server } = await ask(plain(404, body, { "content-type": "application/json" }));
    expect(failure).toMatchObject({
      kind: "unconfigured",
      message: `backend "test" at ${server.url} does not know what was asked for (status 404): The model \`gpt-9\` does not exist`,
      remedy: 'check "model" and "baseUrl" of this backend',
    });
  });
});

describe("F38: an end that is none", () => {
  test.each<[string, string, string, string]>([
    ["without finish_reason or [DONE]", delta("one"), "one", "truncated"],
    ["without finish_reason", delta("one") + DONE, "one", "truncated"],
    ["without [DONE]", delta("one", "stop"), "one", "stop"],
    ["in the middle of an event", `${delta("one")}data: {"choices":[{"del`, "one", "truncated"],
    ["with data after [DONE]", delta("one", "stop") + DONE + delta("two"), "one", "stop"],
  ])("%s", async (_name, body, text, end) => {
    const { parts, server } = await ask(stream(body), { retries: 2 });
    expect(textOf(parts)).toBe(text);
    expect(endOf(parts)).toBe(end);
    // A second answer is never joined to the first.
    expect(server.requests).toHaveLength(1);
    expect(server.openSockets()).toBe(0);
  });

  test.each([
    ["with nothing at all", ""],
    ["with a comment alone", ": hello\n\n"],
    ["with [DONE] alone", DONE],
  ])("%s is no answer, and tried again before it is told", async (_name, body) => {
    const { failure, parts, server } = await ask(stream(body), { retries: 1 });
    expect(parts).toEqual([]);
    expect(failure).toMatchObject({
      kind: "unavailable",
      message: `backend "test" at ${server.url} ended its answer before it began`,
      remedy: "try again later",
    });
    expect(server.requests).toHaveLength(2);
  });
});

describe("F40: events that are none", () => {
  test("broken JSON is skipped and counted", async () => {
    const { parts } = await ask(stream(`${delta("one")}data: {oops\n\n${delta(" two", "stop")}${DONE}`));
    expect(textOf(parts)).toBe("one two");
    expect(parts).toContainEqual({
      type: "warning",
      message: "1 events of the answer were no JSON and were skipped",
    });
  });

  test.each([
    ["null", "null"],
    ["a number", "5"],
    ["an empty object", "{}"],
    ["choices of another type", '{"choices":"many"}'],
    ["a choice of null", '{"choices":[null]}'],
    ["content of another type", '{"choices":[{"delta":{"content":{"a":1}}}]}'],
    ["an inherited field", '{"choices":{"__proto__":[{"delta":{"content":"x"}}]}}'],
  ])("%s says nothing", async (_name, json) => {
    const { parts } = await ask(stream(`data: ${json}\n\n${delta("ok", "stop")}${DONE}`));
    expect(textOf(parts)).toBe("ok");
  });

  test.each([
    ["a message", '{"error":{"message":"context length exceeded"}}', "bad-reply"],
    ["a string", '{"error":"model not loaded"}', "bad-reply"],
    ["a string and its type", '{"error":"Model is overloaded","error_type":"overloaded"}', "unavailable"],
    ["overloaded", '{"error":{"type":"overloaded_error","message":"Overloaded"}}', "unavailable"],
    ["a status", '{"error":{"code":429,"message":"slow down"}}', "rate-limited"],
    ["a bad key", `{"error":{"code":401,"message":"${KEY}"}}`, "auth"],
  ])("an error object inside a 200: %s", async (_name, json, kind) => {
    const { failure } = await ask(stream(`data: ${json}\n\n`));
    expect(failure?.kind).toBe(kind);
    expect(failure?.message).toMatch(/^backend "test" at http:.+[a-z0-9)]$/);
    expect(failure?.remedy).toMatch(/\w/);
    expect(failure?.message).not.toContain("canary");
  });

  test("an error from behind a gateway is tried again before the first token", async () => {
    const body = recording("openrouter/error.sse");
    const answer: Answer = (socket, request, n) =>
      stream(n === 0 ? body : delta("ok", "stop") + DONE)(socket, request, n);
    const { parts } = await ask(answer, { retries: 1 });
    expect(textOf(parts)).toBe("ok");
  });

  test("an error after text ends it as truncated", async () => {
    const { parts } = await ask(stream(delta("half") + recording("openrouter/error.sse").toString()));
    expect(textOf(parts)).toBe("half");
    expect(endOf(parts)).toBe("truncated");
  });
});

describe("F41: a reply that is no stream", () => {
  const html = `<!DOCTYPE html><html><body>Sign in ${KEY} ${"x".repeat(5000)}</body></html>`;
  const address = "check its baseUrl: it must be that of an OpenAI-compatible API";
  const page = `<!DOCTYPE html><html><body>Sign in [secret] [secret]`;
  const event = delta("a").trim();
  test.each<[string, Answer, string, string]>([
    [
      "HTML with 200",
      plain(200, html, { "content-type": "text/html" }),
      `answered with text/html: ${page}`,
      address,
    ],
    ["no content type", plain(200, delta("a")), `answered with no content type: ${event}`, address],
    [
      "plain text",
      plain(200, "hello ".repeat(100), { "content-type": "text/plain" }),
      `answered with text/plain: ${"hello ".repeat(34).slice(0, 200)}…`,
      address,
    ],
    [
      "gzip garbage",
      plain(200, "garbage", { "content-type": "text/event-stream", "content-encoding": "gzip" }),
      "compresses its answers (gzip) unasked",
      "turn compression of event streams off there",
    ],
    [
      "JSON of another kind that is broken",
      plain(200, "{oops", { "content-type": "application/json" }),
      "answered with broken JSON only",
      address,
    ],
    [
      "no HTTP at all",
      (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"),
      "sent bytes that are no answer",
      address,
    ],
  ])("%s", async (_name, answer, what, remedy) => {
    const { failure, server } = await ask(answer, { retries: 2 });
    expect(failure).toMatchObject({
      kind: "bad-reply",
      message: `backend "test" at ${server.url} ${what}`,
      remedy,
    });
    expect(server.requests).toHaveLength(1);
  });

  test("the quote begins with what the server said", async () => {
    const { failure } = await ask(plain(200, "<h1>Log in\u001b[31m</h1>", { "content-type": "text/html" }));
    expect(failure?.message).toMatch(/answered with text\/html: <h1>Log in \[31m<\/h1>$/);
  });

  test("compression is not asked for, and refused if it comes", async () => {
    const { failure, server } = await ask((socket) => {
      socket.write(head(200, { "content-type": "text/event-stream", "content-encoding": "gzip" }));
      socket.end(gzipSync(delta("small", "stop") + DONE));
    });
    expect(failure?.message).toMatch(/compresses its answers \(gzip\) unasked$/);
    expect(server.requests[0]?.headers["accept-encoding"]).toBe("identity");
  });

  test("LM Studio says with 200 that the address is wrong", async () => {
    const body = '{"error":"Unexpected endpoint or method. (POST /chat/completions)"}';
    const { failure, server } = await ask(plain(200, body, { "content-type": "application/json" }));
    expect(failure).toMatchObject({
      kind: "unconfigured",
      message: `backend "test" at ${server.url} does not know what was asked for (status 404): Unexpected endpoint or method. (POST /chat/completions)`,
      remedy: 'check "model" and "baseUrl" of this backend',
    });
  });

  test("the whole answer at once is taken too", async () => {
    const body = JSON.stringify({ choices: [{ message: { content: "all" }, finish_reason: "stop" }] });
    const { parts } = await ask(plain(200, body, { "content-type": "application/json" }));
    expect(textOf(parts)).toBe("all");
    expect(endOf(parts)).toBe("stop");
  });
});

describe("F42: an answer without end", () => {
  test("is cut at the byte limit, and the connection closed", async () => {
    const answer: Answer = (socket) => {
      socket.write(STREAM_HEAD);
      const more = (): void => {
        while (!socket.destroyed && socket.write(delta("x".repeat(1000))));
        socket.once("drain", more);
      };
      more();
    };
    const { parts } = await ask(answer, { maxBytes: 5000 });
    expect(textOf(parts).length).toBe(6000);
    expect(endOf(parts)).toBe("length");
  });
});

describe("F43: a redirect is not followed", () => {
  test.each([301, 302, 307, 308])("status %i", async (status) => {
    const elsewhere = await startFaultServer(plain(200, ""));
    const { failure } = await ask(plain(status, "", { location: `${elsewhere.url}/v1/chat/completions` }), {
      retries: 2,
    });
    expect(failure).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("redirects elsewhere"),
    });
    expect(elsewhere.requests).toHaveLength(0);
    await elsewhere.close();
  });
});

describe("leaving", () => {
  test("an abort reaches the socket at once and is `cancelled`", async () => {
    server = await startFaultServer((socket) => socket.write(STREAM_HEAD + delta("one")));
    const backend = backendAt(server.url);
    const leaving = new AbortController();
    const parts: BackendPart[] = [];
    const asked = (async () => {
      for await (const part of backend.stream(CHAT, PATIENT, leaving.signal)) {
        parts.push(part);
        leaving.abort();
      }
    })();
    await expect(asked).rejects.toMatchObject({ kind: "cancelled" });
    await server.allClosed();
    expect(textOf(parts)).toBe("one");
  });

  test.each(["before the call", "before the headers", "in a pause between attempts"])(
    "an abort %s",
    async (when) => {
      const leaving = new AbortController();
      server = await startFaultServer((socket, request, n) => {
        if (when !== "before the headers") plain(503, "")(socket, request, n);
        setTimeout(() => leaving.abort(), 20);
      });
      if (when === "before the call") leaving.abort();
      const clock = { ...SYSTEM_CLOCK, random: () => 1 };
      const limits = { ...PATIENT, retries: 1, retryDelayMs: 4000 };
      const asked = collect(backendAt(server.url, { clock }).stream(CHAT, limits, leaving.signal));
      await expect(asked).rejects.toMatchObject({ kind: "cancelled" });
      expect(server.requests).toHaveLength(when === "before the call" ? 0 : 1);
      await server.allClosed();
    },
  );

  test("breaking off the loop closes the connection", async () => {
    server = await startFaultServer((socket) => socket.write(STREAM_HEAD + delta("one")));
    for await (const part of backendAt(server.url).stream(CHAT, PATIENT, new AbortController().signal)) {
      expect(part).toEqual({ type: "text-delta", text: "one" });
      break;
    }
    await server.allClosed();
    expect(server.openSockets()).toBe(0);
  });

  test("a backend that is closed ends its calls", async () => {
    server = await startFaultServer((socket) => socket.write(STREAM_HEAD + delta("one")));
    const backend = backendAt(server.url);
    const asked = (async () => {
      for await (const part of backend.stream(CHAT, PATIENT, new AbortController().signal)) {
        expect(part).toEqual({ type: "text-delta", text: "one" });
        await backend.dispose();
      }
    })();
    await expect(asked).rejects.toMatchObject({ kind: "cancelled" });
    await server.allClosed();
  });

  test("a connection that was read to its end serves the next call", async () => {
    const body = delta("one", "stop") + DONE;
    const whole =
      head(200, { "content-type": "text/event-stream", "content-length": String(body.length) }) + body;
    server = await startFaultServer((socket) => socket.write(whole));
    const backend = backendAt(server.url);
    for (let n = 0; n < 6; n++) expect(textOf((await askAgain(backend)).parts)).toBe("one");
    expect(server.socketCount()).toBe(1);
  });

  test("a connection that the server has closed meanwhile costs no attempt", async () => {
    const whole = `${head(200, { "content-length": "2" })}ok`;
    server = await startFaultServer((socket, _request, n) => {
      if (n === 1) socket.destroy();
      else socket.write(whole);
    });
    const plainFetch = createPlainFetch();
    for (let n = 0; n < 2; n++) {
      const response = await plainFetch(server.url, { method: "POST", body: "{}" });
      expect(await response.text()).toBe("ok");
    }
    expect(server.requests).toHaveLength(3);
    expect(server.socketCount()).toBe(2);
  });
});
