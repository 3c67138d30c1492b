import { expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { createSpareMemory } from "../../server/index/spare-memory.ts";

const MEGABYTE = 1_000_000;

/** A heap that is collected to a tenth, and a clock that is moved by hand. */
function open(megabytes: number) {
  const timers = new Set<() => void>();
  const state = { heap: megabytes * MEGABYTE, collections: 0 };
  const documents = createDocuments();
  const spare = createSpareMemory({
    documents,
    after(_, action) {
      timers.add(action);
      return () => timers.delete(action);
    },
    collect() {
      state.collections += 1;
      state.heap /= 10;
    },
    heapBytes: () => state.heap,
  });
  const rest = (): void => {
    for (const action of [...timers]) {
      timers.delete(action);
      action();
    }
  };
  return { spare, state, documents, rest, timers };
}

test("what was built is collected twice when everybody rests, and again when as much has come", () => {
  const { spare, state, rest, timers } = open(60);
  rest();
  expect(state.collections).toBe(0);
  spare.note();
  spare.note();
  rest();
  rest();
  expect(state.collections).toBe(2);
  expect(timers.size).toBe(0);
  spare.note();
  rest();
  expect(state.collections).toBe(2);
  state.heap += 20 * MEGABYTE;
  spare.note();
  rest();
  rest();
  expect(state.collections).toBe(4);
});

test("a key puts it off, and starts nothing by itself", () => {
  const { spare, documents, timers } = open(60);
  documents.open("file:///a.ts", "typescript", 1, "");
  expect(timers.size).toBe(0);
  spare.note();
  const [before] = timers;
  documents.change("file:///a.ts", 2, [{ text: "a" }]);
  expect(timers.size).toBe(1);
  expect(timers.has(before ?? (() => undefined))).toBe(false);
  spare.dispose();
  expect(timers.size).toBe(0);
});

test("V8 collects what nobody holds, under the flags it had", async () => {
  const { documents } = open(0);
  const gone = new WeakRef({});
  await new Promise((resolve) => setImmediate(resolve));
  const spare = createSpareMemory({
    documents,
    after(_, action) {
      action();
      return () => undefined;
    },
  });
  spare.note();
  expect(gone.deref()).toBeUndefined();
  expect("gc" in globalThis).toBe(false);
});
