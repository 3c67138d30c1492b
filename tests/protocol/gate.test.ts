// Owns the tests of the gate that need both ends in hand: queues, flow, any cut of the byte stream.
import { PassThrough, Writable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message } from "vscode-languageserver/node";
import { createFrameReader, frame } from "../../server/protocol/framing.ts";
import { createGate } from "../../server/protocol/gate.ts";

const MEBIBYTE = 1024 * 1024;

/** A client that reads only when told to. */
function createSlowClient() {
  const taken: string[] = [];
  let release: (() => void) | undefined;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk.toString());
      release = done;
    },
  });
  return {
    output,
    taken,
    readOn() {
      while (release !== undefined) {
        const done = release;
        release = undefined;
        done();
      }
    },
  };
}

const answer = (id: number, size: number): Message =>
  ({ jsonrpc: "2.0", id, result: "x".repeat(size) }) as Message;
const note = (method: string): Message => ({ jsonrpc: "2.0", method, params: {} }) as Message;

describe("the writer", () => {
  test("F26 drops progress and log before anything else, then stops reading until the client does", async () => {
    const client = createSlowClient();
    const input = new PassThrough();
    const { reader, writer } = createGate({
      input,
      output: client.output,
      exit: () => undefined,
      log: () => undefined,
    });
    reader.listen(() => undefined);
    await writer.write(note("$/progress"));
    for (let id = 0; id < 17; id++) await writer.write(answer(id, MEBIBYTE));
    expect(input.isPaused()).toBe(true);
    for (const method of ["$/progress", "window/logMessage", "$/logTrace", "window/showMessage"]) {
      await writer.write(note(method));
    }
    await writer.write(answer(17, 1));
    while (client.output.writableLength > 0) {
      client.readOn();
      await new Promise(setImmediate);
    }
    const methods = client.taken.map((text) => /"method":"([^"]+)"/.exec(text)?.[1]);
    expect(methods.filter((method) => method !== undefined)).toEqual(["$/progress", "window/showMessage"]);
    expect(methods.filter((method) => method === undefined)).toHaveLength(18);
    expect(input.isPaused()).toBe(false);
  });
});

describe("framing", () => {
  /** What a reader makes of a stream that is cut at some places. */
  const read = (bytes: Buffer, cuts: readonly number[]) => {
    const bodies: string[] = [];
    const lost: string[] = [];
    const push = createFrameReader({
      body: (body) => bodies.push(body.toString()),
      skipped: () => undefined,
      lost: (why) => lost.push(why),
    });
    let start = 0;
    for (const end of [...cuts, bytes.length]
      .map((cut) => Math.min(cut, bytes.length))
      .sort((a, b) => a - b)) {
      push(bytes.subarray(start, end));
      start = end;
    }
    return { bodies, lost };
  };

  test("any cut of a stream gives the bodies of the uncut one", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), fc.array(fc.nat(400)), (bodies, cuts) => {
        const sent = bodies.map((body) => Buffer.from(body).toString());
        expect(read(Buffer.concat(sent.map(frame)), cuts)).toEqual({ bodies: sent, lost: [] });
      }),
    );
  });

  test("any flipped byte loses the stream or a message, never the process", () => {
    const bytes = Buffer.concat(["{}", '{"a":1}', "[]"].map(frame));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.array(fc.nat(80)), (at, value, cuts) => {
        const flipped = Buffer.from(bytes);
        flipped[at] = value;
        const { bodies, lost } = read(flipped, cuts);
        expect(bodies.length).toBeLessThanOrEqual(3 + 2);
        expect(lost.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("headers are taken in any case and beside others", () => {
    const bytes = Buffer.from("content-type: x; charset=utf-8\r\nCONTENT-LENGTH:2\r\n\r\n{}");
    expect(read(bytes, [3])).toEqual({ bodies: ["{}"], lost: [] });
  });
});
