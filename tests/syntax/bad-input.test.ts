// Owns texts that no grammar was made for: several languages in one file, code that macros and conditions take apart.
import { expect, test } from "vitest";
import { everySymbol } from "../../server/syntax/symbols.ts";
import { parseMarked } from "../support/marked-text.ts";
import { openSyntax } from "./open-syntax.ts";

type Row = {
  readonly what: string;
  readonly id: string;
  readonly text: string;
  readonly names: string;
  readonly position: "code" | "string" | "comment";
  readonly inside: string;
};

const MIXED: readonly Row[] = [
  {
    what: "HTML inside of a PHP function",
    id: "php",
    text: "<html>\n<?php\nfunction row($a) { ?>\n<p>Na‸me <?= $a ?></p>\n<?php }\n?>\n<p>\n<?php class Page { function show() { return 1; } }\n",
    names: "row Page show",
    position: "string",
    inside: "row",
  },
  {
    what: "PHP behind HTML",
    id: "php",
    text: "<ul>\n<?php foreach ($rows as $row): ?>\n<li><?php function late($x) { return ‸$x; } ?></li>\n<?php endforeach ?>\n</ul>",
    names: "late",
    position: "code",
    inside: "late",
  },
  {
    what: "JSX with code in it",
    id: "typescriptreact",
    text: "const List = ({ rows }: Props) => {\n  return <ul>{rows.map((row) => <li title={row.name}>{‸}</li>)}</ul>;\n};",
    names: "List",
    position: "code",
    inside: "List",
  },
  {
    what: "a script in HTML",
    id: "html",
    text: "<body>\n<script>\nfunction f() { return ‸1; }\n</script>\n</body>",
    names: "",
    position: "code",
    inside: "",
  },
  {
    what: "macros that look like code, in C",
    id: "c",
    text: "#define EACH(x) for (x = 0; x < 9; x++)\nLIST_HEAD(head);\nint first(void) {\n  EACH(i) { use(i); ‸}\n  return 0;\n}\nint second(void) { return 1; }\n",
    names: "EACH first second",
    position: "code",
    inside: "first",
  },
  {
    what: "conditions around whole functions, in C",
    id: "c",
    text: "#ifdef A\nint one(int a) { return a; }\n#else\nint other(long a) { return ‸a; }\n#endif\nint two(void) { return 2; }\n",
    names: "one other two",
    position: "code",
    inside: "other",
  },
  {
    what: "templates of templates, in C++",
    id: "cpp",
    text: "template <template <typename> class C, typename T = std::map<int, std::vector<C<int>>>>\nstruct Box { T at(int i) const { return ‸d[i]; } T d[3]; };\ntemplate <> struct Box<int> { int at(int) const; };\n",
    names: "Box at d Box at",
    position: "code",
    inside: "Box at",
  },
  {
    what: "macros that hold anything, in Rust",
    id: "rust",
    text: 'macro_rules! m { ($x:expr) => { call!($x) }; }\nanything! { struct A { x: <<= } }\n#[cfg(feature = "x")]\nfn only() {}\nfn two() { m!(1 + ); let x = ‸1; }\n',
    names: "m only two",
    position: "code",
    inside: "two",
  },
];

test.each(MIXED)("$what", ({ id, text: marked, names, position, inside }) => {
  const { read, lines } = openSyntax();
  const { text, cursor = 0 } = parseMarked(marked);
  const snapshot = read(id, text);
  const scope = snapshot.cursorAt(cursor);
  expect(
    everySymbol(snapshot.symbols())
      .map(({ name }) => name)
      .join(" "),
  ).toBe(names);
  expect(scope.position).toBe(position);
  expect(scope.enclosing.map(({ name }) => name).join(" ")).toBe(inside);
  expect(lines).toEqual([]);
});
