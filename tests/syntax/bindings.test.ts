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
  [
    "java",
    `class A { Store left; void f(Alpha a, final Beta<C> b, int... n) throws E { Delta d = make(); var e = new Gamma(); e = d.next(); this.left = e; for (Item each : items) use(each); for (var o : items) {} try (Res r = open()) {} catch (Bad | Worse x) {} list.forEach((Foo q) -> q.go()); if (o instanceof Circle c) {} } }
`,
    [
      "a: Alpha",
      "b: Beta<C>",
      "n: int",
      "d: Delta",
      "d = make()",
      "e = new Gamma()",
      "e = d.next()",
      "this.left = e",
      "each: Item",
      "each in items",
      "o in items",
      "r: Res",
      "r = open()",
      "x: Bad | Worse",
      "q: Foo",
      "c: Circle",
    ],
  ],
  [
    "go",
    `package p
func (l *Ledger) F(a Alpha, b, c *Beta, d ...Gamma) (r Res, err error) { var e Delta = make1(); var h Delta; f := e.Next(); f = other; l.left = f; for _, each := range items {}; for k := range m {}; x, err := two(); switch t := v.(type) {}; var g = make2(); return }
`,
    [
      "l: *Ledger",
      "a: Alpha",
      "b: *Beta",
      "c: *Beta",
      "d: Gamma",
      "r: Res",
      "err: error",
      "e: Delta",
      "e = make1()",
      "h: Delta",
      "f = e.Next()",
      "f = other",
      "l.left = f",
      "each in items",
      "x = two()",
      "g = make2()",
    ],
  ],
  [
    "rust",
    `impl A { fn f(&self, a: Alpha, b: &mut Beta<C>) { let d: Delta = make(); let mut e = d.next(); e = other; self.left = e; for each in items.iter() {} if let Some(x) = find() {} let g = |p: Foo| p; static S: T = 1; } }
`,
    [
      "a: Alpha",
      "b: &mut Beta<C>",
      "d: Delta",
      "d = make()",
      "e = d.next()",
      "e = other",
      "self.left = e",
      "each in items.iter()",
      "x = find()",
      "g = |p: Foo| p",
      "p: Foo",
    ],
  ],
  [
    "csharp",
    `class A { void F(Alpha a, Beta<C> b = null) { Delta d = Make(); var e = new Gamma(); e = d.Next(); this.left = e; foreach (Item each in items) {} foreach (var o in items) {} using (Res r = Open()) {} using var z = Open(); if (o is Circle c) {} try {} catch (Bad x) {} Func<int> f = (Foo q) => q; if (T.Try(out Bar bar)) {} } }
`,
    [
      "a: Alpha",
      "b: Beta<C>",
      "d: Delta",
      "d = Make()",
      "e = new Gamma()",
      "e = d.Next()",
      "this.left = e",
      "each: Item",
      "each in items",
      "o in items",
      "r: Res",
      "r = Open()",
      "z = Open()",
      "c: Circle",
      "x: Bad",
      "f: Func<int>",
      "f = (Foo q) => q",
      "q: Foo",
      "bar: Bar",
    ],
  ],
  [
    "c",
    `void f(struct alpha *a, Beta b, int n[]) { Delta d = make(); Delta *e; struct s *g = h(); e = other; }
`,
    [
      "a: struct alpha",
      "b: Beta",
      "n: int",
      "d: Delta",
      "d = make()",
      "e: Delta",
      "g: struct s",
      "g = h()",
      "e = other",
    ],
  ],
  [
    "cpp",
    `void f(Alpha a, const Beta<C>& b, Gamma* c, std::string s = "") { Delta d = make(); Delta d2; Delta d3(1); auto e = d.next(); auto* g = new Gamma(); ns::T h{1}; e = other; this->left = e; for (auto& each : items) {} for (const Item& i : items) {} auto l = [](Foo q) { return q; }; std::unique_ptr<Foo> p = std::make_unique<Foo>(); try {} catch (const Bad& x) {} }
`,
    [
      "a: Alpha",
      "b: Beta<C>",
      "c: Gamma",
      "s: std::string",
      "d: Delta",
      "d = make()",
      "d2: Delta",
      "d3: Delta",
      "d3 = (1)",
      "e = d.next()",
      "g = new Gamma()",
      "h: ns::T",
      "h = {1}",
      "e = other",
      "this->left = e",
      "each in items",
      "i: Item",
      "i in items",
      "l = [](Foo q) { return q; }",
      "q: Foo",
      "p: std::unique_ptr<Foo>",
      "p = std::make_unique<Foo>()",
      "x: Bad",
    ],
  ],
  [
    "kotlin",
    `class A { val left: Store = Store()
 fun f(a: Alpha, b: Beta<C> = Beta()) { val d: Delta = make(); val e = Gamma(); var h: Foo; e = d.next(); this.left = e; for (each in items) {}; for (i: Item in items) {}; try {} catch (x: Bad) {}; list.map { q: Foo -> q } } }
`,
    [
      "left: Store",
      "a: Alpha",
      "b: Beta<C>",
      "d = make()",
      "d: Delta",
      "e = Gamma()",
      "h: Foo",
      "e = d.next()",
      "this.left = e",
      "each in items",
      "i in items",
      "i: Item",
      "x: Bad",
      "q: Foo",
    ],
  ],
  [
    "swift",
    `class A { var left: Store = Store()
 func f(a: Alpha, with b: Beta<C> = Beta()) { let d: Delta = make(); let e = Gamma(); var h: Foo; e = d.next(); self.left = e; for each in items {}; if let x = find() {}; guard let y = other() else { return }; list.map { (q: Foo) in q } } }
`,
    [
      "left: Store",
      "left = Store()",
      "a: Alpha",
      "b: Beta<C>",
      "d: Delta",
      "d = make()",
      "e = Gamma()",
      "h: Foo",
      "e = d.next()",
      "self.left = e",
      "each in items",
      "x = find()",
      "y = other()",
      "q: Foo",
    ],
  ],
  [
    "php",
    `<?php
class A { private Store $left; function f(Alpha $a, ?Beta $b = null, \\Ns\\Gamma ...$c) { $d = make(); $e = new Gamma(); $this->left = $e; foreach ($items as $each) {} foreach ($items as $k => $v) {} try {} catch (Bad $x) {} $f = fn(Foo $q) => $q; } function __construct(private Store $s) {} }
`,
    [
      "$a: Alpha",
      "$b: ?Beta",
      "$c: \\Ns\\Gamma",
      "$d = make()",
      "$e = new Gamma()",
      "$this->left = $e",
      "$each in $items",
      "$v in $items",
      "$x: Bad",
      "$f = fn(Foo $q) => $q",
      "$q: Foo",
      "$s: Store",
    ],
  ],
  [
    "ruby",
    `def f(a, b = Beta.new, c: Gamma.new)
  d = make
  @left = d
  e = Foo.new(1)
  items.each { |each| each }
  for x in items do end
  begin; rescue Bad => err; end
  x, y = two
end
`,
    [
      "b = Beta.new",
      "c = Gamma.new",
      "d = make",
      "@left = d",
      "e = Foo.new(1)",
      "each in items",
      "x in items",
      "err: Bad",
    ],
  ],
  [
    "php",
    "<?php\n/** @var Alpha $a */\n$a = make();\n// A note.\n$b = make();\n",
    ["$a = make()", "$a: /** @var Alpha $a */", "$b = make()"],
  ],
  [
    "lua",
    `local a, b = make(), other
---@type Beta
local c = make()
---@type Gamma
local d
a = next(b)
self.left = Foo.new(1)
other.right = a
for _, each in ipairs(items) do end
for i = 1, 10 do end
`,
    [
      "a = make()",
      "c = make()",
      "c: ---@type Beta",
      "d: ---@type Gamma",
      "a = next(b)",
      "self.left = Foo.new(1)",
      "each in items",
    ],
  ],
  [
    "scala",
    `class A { val left: Store = new Store()
 def f(a: Alpha, b: Beta[C] = null): Unit = { val d: Delta = make(); val e = new Gamma(); var h = d.next(); h = e; for (each <- items) {}; val g = (q: Foo) => q; try {} catch { case x: Bad => } } }
`,
    [
      "left: Store",
      "left = new Store()",
      "a: Alpha",
      "b: Beta[C]",
      "d: Delta",
      "d = make()",
      "e = new Gamma()",
      "h = d.next()",
      "h = e",
      "each in items",
      "g = (q: Foo) => q",
      "q: Foo",
      "x: Bad",
    ],
  ],
  [
    "dart",
    `class A { Store left = Store(); void f(Alpha a, {Beta? b, required Gamma c}) { Delta d = make(); var e = Gamma(); final h = d.next(); e = h; this.left = e; for (var each in items) {} for (final Item i in items) {} } }
`,
    ["a: Alpha", "b: Beta", "c: Gamma", "d: Delta", "i: Item"],
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
