// Checks what is read from expressions and headers as text.
import { describe, expect, test } from "vitest";
import {
  callBefore,
  chainBefore,
  chainOf,
  type Link,
  parametersIn,
  typeIn,
} from "../../server/context/declarations/chains.ts";

/** `a.b()[]`: a call and an element are written behind the name. */
function shown(links: readonly Link[] | undefined): string | undefined {
  return links
    ?.map(({ name, isCalled, isElement }) => name + (isCalled ? "()" : "") + (isElement ? "[]" : ""))
    .join(".");
}

describe("what stands before the dot at the cursor", () => {
  test.each([
    ["return this.", "this"],
    ["return this.pool.get(a, { b: [c] }).clo", "this.pool.get()"],
    ["x = await make<Thing>(1)?.", "make()"],
    ["  (a ?? b).", undefined],
    ["items[0].na", "items[]"],
    ["foo!.bar!.", "foo.bar"],
    ["client\n  .send(1)\n  .", "client.send()"],
    ["Namespace::Type::", "Namespace.Type"],
    ["pointer->", "pointer"],
    ["plain", undefined],
    ["1.", undefined],
    ["", undefined],
    [")))))).", undefined],
    ["größe.", "größe"],
  ])("%j", (text, expected) => {
    expect(shown(chainBefore(text))).toBe(expected);
  });
});

describe("what a value goes through", () => {
  test.each([
    ["new Pool(options)", "Pool()"],
    ["await this.pool.acquire()", "this.pool.acquire()"],
    ["items.map((x) => x.y)", "items.map()"],
    ["a + b.c", undefined],
    ["() => make()", undefined],
    ["fetch(url).then(read)", "fetch().then()"],
    ["&buffer", "buffer"],
    ["{ a: b }", undefined],
    ["'text'", undefined],
  ])("%j", (text, expected) => {
    expect(shown(chainOf(text))).toBe(expected);
  });
});

describe("the type that a header gives", () => {
  test.each([
    ["async get(key: string): Promise<Entry>", "get", true, "Promise<Entry>"],
    ["readonly pool: Pool", "pool", false, "Pool"],
    ["entries?: Entry[]", "entries", false, "Entry[]"],
    ["def load(self, path: str) -> Config", "load", true, "Config"],
    ["name: str = None", "name", false, "str "],
    ["public Pool getPool(int size)", "getPool", true, "Pool"],
    ["private final Map<String, Entry> entries", "entries", false, "Map<String, Entry>"],
    ["func (s *Store) Get(key string) (*Entry, error)", "Get", true, "(*Entry, error)"],
    ["fn build(self) -> Result<Engine, Error>", "build", true, "Result<Engine, Error>"],
    ["onDone: (value: number) => Receipt", "onDone", true, " Receipt"],
    ["const limit = 3", "limit", false, undefined],
    ["def load(self)", "load", true, undefined],
    ["func (s *Store) Close()", "Close", true, undefined],
    ["something else", "get", true, undefined],
  ])("%j of %s", (header, name, isCalled, expected) => {
    expect(typeIn(header, name, isCalled)).toBe(expected);
  });
});

describe("the call whose arguments are being written", () => {
  test.each([
    ["pool.take(", "pool.take", 0],
    ["return this.pool.take(first(1, 2), [3, 4], ", "this.pool.take", 2],
    ["make<Thing>(", "make", 0],
    ["new Pool(a, ", "Pool", 1],
    ["f(a)", undefined, 0],
    ["if (a) {", undefined, 0],
    ["f({ a: ", undefined, 0],
    ["", undefined, 0],
  ])("%j", (text, expected, place) => {
    const call = callBefore(text);
    expect([shown(call?.callee), call?.place ?? 0]).toEqual([expected, place]);
  });
});

describe("the parameters of a header", () => {
  test.each([
    [
      "take(a: Map<string, number>, b = 1, ...rest: X[]): Y",
      "take",
      ["a: Map<string, number>", "b = 1", "...rest: X[]"],
    ],
    ["def take(self, a, *, b: int = 1) -> int", "take", ["a", "*", "b: int = 1"]],
    ["on(event: string, run: (a: A, b: B) => void)", "on", ["event: string", "run: (a: A, b: B) => void"]],
    ["func (s *Store) Get(key string) error", "Get", ["key string"]],
    ["fn get(&mut self, key: &str) -> u8", "get", ["key: &str"]],
    ["take()", "take", []],
    ["limit: number", "limit", []],
  ])("%j", (header, name, expected) => {
    expect(parametersIn(header, name)).toEqual(expected);
  });
});
