// Checks grammars/*/bindings.scm: which names get which type or value, per language.
import { describe, expect, test } from "vitest";
import { openSyntax } from "./open-syntax.ts";

const CASES: readonly (readonly [languageId: string, text: string, expected: readonly string[]])[] = [
  [
    "typescript",
    `function f(a: Alpha, b?: Beta, c = new Gamma()) {
  const d: Delta<string> = make();
  let e = d.next();
  e = other;
  this.left = e;
  for (const each of items) use(each);
}`,
    [
      "a: Alpha",
      "b: Beta",
      "c = new Gamma()",
      "d = make()",
      "d: Delta<string>",
      "e = d.next()",
      "e = other",
      "this.left = e",
      "each in items",
    ],
  ],
  ["typescriptreact", "const view: View = <Page />;", ["view = <Page />", "view: View"]],
  ["javascript", "function f(a = one()) { b = new Two(); }", ["a = one()", "b = new Two()"]],
  [
    "python",
    `def f(self, a: Alpha, b: Beta = None, c=Gamma()):
    self.left = a
    self.right: Right = b
    d: Delta = make()
    e = d.next()
    with open_it() as file:
        pass
    for each in items:
        pass
`,
    [
      "a: Alpha",
      "b: Beta",
      "c = Gamma()",
      "self.left = a",
      "self.right = b",
      "self.right: Right",
      "d = make()",
      "d: Delta",
      "e = d.next()",
      "file = open_it()",
      "each in items",
    ],
  ],
];

describe("names get a type or a value", () => {
  test.each(CASES)("%s", (languageId, text, expected) => {
    const snapshot = openSyntax().read(languageId, text);
    const found = snapshot.bindings({ start: 0, end: text.length }).map(({ name, type, value, element }) => {
      const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
      if (type !== undefined) return `${at(name)}: ${at(type)}`;
      if (value !== undefined) return `${at(name)} = ${at(value)}`;
      return `${at(name)} in ${element && at(element)}`;
    });
    expect(found.toSorted()).toEqual(expected.toSorted());
  });
});
