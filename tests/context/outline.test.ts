// Declarations as headers: every row is a definition and the header that stands for it.

import { expect, test } from "vitest";
import { beginningOf, outlineOf, withoutExtras } from "../../server/context/outline.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const syntax = createSyntax({ limits: PATIENT, trace: createTrace({ write: () => undefined }) });

function outline(languageId: string, text: string): string | undefined {
  const symbol = syntax.extract(languageId, text)?.symbols[0];
  return symbol && outlineOf(symbol, { block: languageId === "python" ? "indent" : "brace" });
}

const LONG = "x".repeat(400);

test.each([
  ["function f(a: string): number {\n  return 1;\n}", "function f(a: string): number;"],
  [
    "export const f = async (a: string): Promise<void> => {\n  g();\n};",
    "export const f = async (a: string): Promise<void>;",
  ],
  ["export const SIZE = 3;", "export const SIZE = 3;"],
  [`const NAMES: string[] = ["${LONG}"];`, `const NAMES: string[] = ["${LONG.slice(0, 55)} …;`],
  ["type Id = string | number;", "type Id = string | number;"],
  [
    "export type Point = { readonly x: number; y(): void };",
    "export type Point = { readonly x: number; y(): void };",
  ],
  [
    `type Many = {\n  ${LONG}: string;\n  ${LONG.slice(1)}(): void;\n};`,
    `type Many = {\n  ${LONG}: string;\n  ${LONG.slice(1)}(): void;\n}`,
  ],
  ["enum Color {\n  Red,\n  Blue = 2,\n}", "enum Color {\n  Red,\n  Blue = 2,\n}"],
  [
    "@sealed\nexport abstract class A<T> extends B {\n  #x = 1;\n  static of(): A { return new A(); }\n  get size() { return 1; }\n}",
    "export abstract class A<T> extends B {\n  #x = 1;\n  static of(): A;\n  get size();\n}",
  ],
])("typescript: %s", (text, expected) => {
  expect(outline("typescript", text)).toBe(expected);
});

test("a signature that was cut says so", () => {
  const header = outline("typescript", `function f(${LONG}: string, ${LONG}: string) {}`) ?? "";
  expect(header).toMatch(/^function f\(x{400}: string, x+ …;$/);
  expect(header.length).toBeLessThan(710);
});

test.each([
  ["def f(a: int = 1) -> str:\n    return a", "def f(a: int = 1) -> str: ..."],
  ["class A:\n    pass", "class A:\n    ..."],
  [
    "class A(B):\n    x: int = 1\n    def f(self): return 1",
    "class A(B):\n    x: int = 1\n    def f(self): ...",
  ],
  ["LIMIT = 10", "LIMIT = 10"],
])("python: %s", (text, expected) => {
  expect(outline("python", text)).toBe(expected);
});

test.each([
  [
    "const run: { <A>(f: () => A): A /** * Says why. */ <A>(a: A, f: () => A): A } = dual(2, (a) => a)",
    "const run: { <A>(f: () => A): A <A>(a: A, f: () => A): A }",
  ],
  ["const run: Run = dual(2, (a) => a)", "const run: Run = dual(2, (a) => a)"],
  ["const sizes = { small: 1, large: 2 }", "const sizes = { small: 1, large: 2 }"],
  ["const a: Map<string, string> = x /* cut", "const a: Map<string, string> = x"],
  ['const glob = "src/**/*.ts" /* all */', 'const glob = "src/**/*.ts"'],
])("%s without what a reader can do without", (signature, expected) => {
  expect(withoutExtras(signature, "constant")).toBe(expected);
});

test.each([
  ["export declare function close(): void", "close", "function close(): void"],
  [
    "export async function read(path: string, options: ReadOptions, signal: AbortSignal): Promise<Uint8Array>",
    "read",
    "function read(path: string, options: ReadOptions,…",
  ],
  [
    "public static Optional<String> firstOf(List<String> names, Predicate<String> isWanted, String other)",
    "firstOf",
    "static Optional<String> firstOf(List<String> names, Predicate<String>…",
  ],
])("the beginning of %s", (signature, name, expected) => {
  expect(beginningOf(signature, name)).toBe(expected);
});
