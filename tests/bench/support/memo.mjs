// Owns what benchmarks remember of slow answers: a line of JSON for each, in the cache of benchmarks, shared by all processes that add to it.
import { createHash } from "node:crypto";
import { appendFileSync, closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";

/** `get` and `set` take any JSON value as `question`; what another process added meanwhile is found as well. */
export function openMemo(file) {
  mkdirSync(dirname(file), { recursive: true });
  const known = new Map();
  let readBytes = 0;
  const keyOf = (question) => createHash("sha1").update(JSON.stringify(question)).digest("base64url");

  function readOn() {
    if (!existsSync(file)) return;
    const descriptor = openSync(file, "r");
    const added = Buffer.alloc(fstatSync(descriptor).size - readBytes);
    readSync(descriptor, added, 0, added.length, readBytes);
    closeSync(descriptor);
    // A line that another process is writing is read the next time.
    const end = added.lastIndexOf("\n") + 1;
    readBytes += end;
    for (const line of added.toString("utf8", 0, end).split("\n")) {
      if (line === "") continue;
      const { key, answer } = JSON.parse(line);
      known.set(key, answer);
    }
  }

  return {
    get(question) {
      const key = keyOf(question);
      if (!known.has(key)) readOn();
      return known.get(key);
    },
    set(question, answer) {
      const key = keyOf(question);
      if (known.get(key) === answer) return;
      known.set(key, answer);
      appendFileSync(file, `${JSON.stringify({ key, answer })}\n`);
    },
  };
}
