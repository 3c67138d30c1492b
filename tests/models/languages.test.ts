// Checks that the real 0.5B model writes code in the languages most people use: a completion and a body each, which parse and do what their names say.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTION_LIMITS } from "../../server/backends/backend.ts";
import { createEmbeddedBackend } from "../../server/backends/embedded/host.ts";
import { applyEdits } from "../../server/documents/text.ts";
import { everySymbol } from "../../server/syntax/symbols.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { CHAT } from "../backends/under-test.ts";
import { createHouse } from "../generate/house.ts";
import { parseMarked } from "../support/marked-text.ts";
import { SMALL_MODEL, smallModelPath } from "./model-file.ts";

type Row = {
  readonly id: string;
  readonly file: string;
  /** What stands around each function. */
  readonly head: string;
  readonly tail: string;
  /** A function that adds up, with the cursor where it does. */
  readonly total: string;
  /** Another one without its body. */
  readonly largest: string;
};

const ROWS: readonly Row[] = [
  {
    id: "python",
    file: "prices.py",
    head: "",
    tail: "",
    total: "def total(price: int, shipping: int) -> int:\n    return price ‸\n",
    largest: "def largest(a: int, b: int) -> int:\n    raise NotImplementedError\n",
  },
  {
    id: "typescript",
    file: "prices.ts",
    head: "",
    tail: "",
    total: "export function total(price: number, shipping: number): number {\n  return price ‸\n}\n",
    largest:
      'export function largest(a: number, b: number): number {\n  throw new Error("not implemented");\n}\n',
  },
  {
    id: "java",
    file: "Prices.java",
    head: "public class Prices {\n",
    tail: "}\n",
    total: "    static int total(int price, int shipping) {\n        return price ‸\n    }\n",
    largest:
      "    static int largest(int a, int b) {\n        throw new UnsupportedOperationException();\n    }\n",
  },
  {
    id: "go",
    file: "prices.go",
    head: "package prices\n\n",
    tail: "",
    total: "func Total(price int, shipping int) int {\n\treturn price ‸\n}\n",
    largest: 'func Largest(a int, b int) int {\n\tpanic("not implemented")\n}\n',
  },
  {
    id: "rust",
    file: "prices.rs",
    head: "",
    tail: "",
    total: "pub fn total(price: i64, shipping: i64) -> i64 {\n    price ‸\n}\n",
    largest: "pub fn largest(a: i64, b: i64) -> i64 {\n    todo!()\n}\n",
  },
  {
    id: "cpp",
    file: "prices.cpp",
    head: "#include <stdexcept>\n\n",
    tail: "",
    total: "int total(int price, int shipping) {\n    return price ‸\n}\n",
    largest: 'int largest(int a, int b) {\n    throw std::logic_error("not implemented");\n}\n',
  },
  {
    id: "ruby",
    file: "prices.rb",
    head: "",
    tail: "",
    total: "def total(price, shipping)\n  price ‸\nend\n",
    largest: "def largest(a, b)\n  raise NotImplementedError\nend\n",
  },
  {
    id: "php",
    file: "prices.php",
    head: "<?php\n\n",
    tail: "",
    total: "function total(int $price, int $shipping): int\n{\n    return $price ‸\n}\n",
    largest:
      "function largest(int $a, int $b): int\n{\n    throw new RuntimeException('not implemented');\n}\n",
  },
  {
    id: "swift",
    file: "Prices.swift",
    head: "",
    tail: "",
    total: "func total(price: Int, shipping: Int) -> Int {\n    return price ‸\n}\n",
    largest: 'func largest(a: Int, b: Int) -> Int {\n    fatalError("not implemented")\n}\n',
  },
];

const never = new AbortController().signal;
const backend = createEmbeddedBackend({
  model: SMALL_MODEL,
  path: smallModelPath(),
  trace: createTrace({ write: () => undefined }),
});
// Loading takes longer than a completion waits.
beforeAll(async () => {
  for await (const part of backend.stream({ ...CHAT, maxTokens: 1 }, ACTION_LIMITS, never))
    expect(part.type).not.toBe("warning");
}, 60_000);
afterAll(() => backend.dispose());

describe.each(ROWS)("$id", ({ id, file, head, tail, total, largest }) => {
  const { documents, syntax, completions, generator, trace } = createHouse(backend);
  const uri = `file:///w/${file}`;

  it("completes a line", async () => {
    const { text, cursor = 0 } = parseMarked(`${head}${total}${tail}`);
    const document = documents.open(uri, id, 1, text);
    const query = { document, offset: cursor, trigger: "invoked", candidates: 1 } as const;
    const found = await completions.provide(query, never);
    if (found.kind !== "offered") throw new Error(found.kind === "nothing" ? found.reason : found.kind);
    const edit = found.candidates[0]?.edit;
    const completed = edit && applyEdits(text, [edit]);
    expect(completed).toMatch(/price\s*\+\s*\$?shipping\b/);
    expect(syntax.snapshot(documents.open(uri, id, 2, completed ?? ""))?.problems()).toEqual([]);
  });

  it("writes a body", async () => {
    const text = `${head}${largest}${tail}`;
    const document = documents.open(uri, id, 3, text);
    const snapshot = syntax.snapshot(document);
    const symbol = everySymbol(snapshot?.symbols() ?? []).find(({ name }) => /^largest$/i.test(name));
    if (symbol === undefined) throw new Error("no function to fill");
    const proposal = await generator.propose(
      {
        kind: "rewrite-span",
        document,
        syntax: snapshot,
        target: symbol.span,
        symbol,
        intent: { kind: "implement-body" },
        label: "Implement largest",
      },
      () => undefined,
      never,
    );
    const written = applyEdits(text, proposal.changes[0]?.edits ?? []);
    expect(written).toMatch(/\ba\s*(?:>=?|<=?)\s*\$?b\b|max\W/i);
    expect(syntax.snapshot(documents.open(uri, id, 4, written))?.problems()).toEqual([]);
    expect(trace.bugCount).toBe(0);
  });
});
