// Owns the proof that texts come out of the columns as they went in, packed or not, whatever happens meanwhile.
import fc from "fast-check";
import { expect, test } from "vitest";
import { packTexts } from "../../server/index/pack-texts.ts";
import { isWorthPacking, placedTexts, takePacked } from "../../server/index/packing.ts";
import { type FileFacts, Store } from "../../server/index/store.ts";
import { openIndex, temporaryFolder } from "./open-index.ts";

type Pair = readonly [header: string, docLine: string];

const NO_WORDS = { ofBody: () => new Uint32Array(0), ofFile: () => new Uint32Array(0) };

function factsOf(path: string, texts: readonly Pair[]): FileFacts {
  const symbols = texts.map(([header, docLine], place) => ({
    name: `s${place}`,
    kind: "function" as const,
    start: 0,
    end: 0,
    nameStart: 0,
    parent: undefined,
    header,
    docLine,
    isExported: false,
    hasBody: false,
  }));
  const stamp = { modifiedMs: 1, bytes: 1 };
  const rest = { imports: [], exportAliases: [], words: NO_WORDS };
  return { path, languageId: "typescript", stamp, symbols, ...rest };
}

/** Of symbols that are alive. */
function textsOf(store: Store): readonly Pair[] {
  const { symbolText, texts } = store.columns;
  const pairs: Pair[] = [];
  for (let symbol = 0; symbol < symbolText.length; symbol += 1) {
    if (!store.isAlive(symbol)) continue;
    const place = symbolText.data[symbol] ?? 0;
    pairs.push([texts.header(place), texts.docLine(place)]);
  }
  return pairs;
}

function pack(store: Store): void {
  const asked = placedTexts(store);
  takePacked(store, asked, packTexts(asked));
}

const REPEATED: readonly Pair[] = Array.from({ length: 200 }, (_, place) => [
  `export function get${place % 7}(request: Request, größe: number): Promise<Response>`,
  place % 3 === 0 ? "What the request asks for." : "",
]);

const rows: readonly (readonly [string, readonly Pair[]])[] = [
  ["nothing", []],
  ["empty texts", [["", ""]]],
  ["a doc line without a header", [["", "Says it all."]]],
  ["what recurs", REPEATED],
  ["one sign over and over", [["a".repeat(5000), "a".repeat(4999)]]],
  ["signs of two, three and four bytes", [["größe: 数 = '🜁🜁🜁'", "§ 数数数 🜁"]]],
  ["longer than a code's length tells", [["x".repeat(200_000), "y"], ...REPEATED]],
  ["signs that are rare in texts", [["\u0000\u0001\u007f\u0080ÿ", "\ufffd\uffff"]]],
];

test.each(rows)("%s: packed as it was", (_, texts) => {
  const store = new Store();
  store.add(factsOf("a.ts", texts));
  expect(textsOf(store)).toEqual(texts);
  pack(store);
  expect(textsOf(store)).toEqual(texts);
  pack(store);
  expect(textsOf(store)).toEqual(texts);
});

test("any texts come out as they went in", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom("ab", "ä", " ") }));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (texts) => {
      const store = new Store();
      store.add(factsOf("a.ts", texts));
      pack(store);
      expect(textsOf(store)).toEqual(texts);
    }),
  );
});

test("what recurs takes a fifth", () => {
  const store = new Store();
  store.add(factsOf("a.ts", REPEATED));
  const before = store.columns.texts.columns().bytes.length;
  pack(store);
  expect(store.columns.texts.columns().bytes.length).toBeLessThan(before / 5);
});

test("what came, changed and went while texts were packed is as it is then", () => {
  const store = new Store();
  store.add(factsOf("kept.ts", REPEATED));
  store.add(factsOf("changed.ts", REPEATED.slice(0, 2)));
  store.add(factsOf("gone.ts", REPEATED.slice(0, 3)));
  const asked = placedTexts(store);
  const changed: readonly Pair[] = [
    ["function other()", ""],
    ["function another()", "New."],
  ];
  const part = new Store();
  part.add(factsOf("changed.ts", changed));
  store.absorb(part);
  store.remove("gone.ts");
  const fresh: readonly Pair[] = [["const fresh = 1", "Came."]];
  store.add(factsOf("fresh.ts", fresh));
  takePacked(store, asked, packTexts(asked));
  expect(textsOf(store)).toEqual([...REPEATED, ...changed, ...fresh]);
  expect(textsOf(store.copy())).toEqual([...REPEATED, ...changed, ...fresh]);
});

test("a workspace is packed once it is known, and the next session finds it so", async () => {
  const cacheDirectory = temporaryFolder();
  const lines = Array.from(
    { length: 6000 },
    (_, place) => `export const name${place}: Readonly<Größe${place}> = ${place};`,
  );
  const { index, folder } = await openIndex({ "a.ts": lines.join("\n") }, { cacheDirectory });
  const before = index.state.bytes;
  await new Promise<void>((resolve) => {
    index.onChange(({ kind }) => kind === "packed" && resolve());
  });
  const { bytes } = index.state;
  expect(bytes).toBeLessThan(before - 200_000);
  await index.dispose();

  const second = await openIndex({}, { folder, cacheDirectory });
  expect(second.index.state.filesRead).toBe(0);
  expect(second.index.state.bytes).toBeLessThan(bytes + 20_000);
  expect(second.meaning("a.ts", "name5999")).toBe("a.ts: export const name5999: Readonly<Größe5999> = 5999");
});

test("texts are packed when many came, not for a few", () => {
  const many = (count: number): readonly Pair[] =>
    Array.from({ length: count }, (_, place) => [
      `const name${place}: Readonly<Type${place}> = ${place}`,
      "",
    ]);
  const store = new Store();
  store.add(factsOf("few.ts", many(100)));
  expect(isWorthPacking(store)).toBe(false);
  store.add(factsOf("many.ts", many(10_000)));
  expect(isWorthPacking(store)).toBe(true);
  pack(store);
  expect(isWorthPacking(store)).toBe(false);
  expect(isWorthPacking(store.copy())).toBe(false);
});
