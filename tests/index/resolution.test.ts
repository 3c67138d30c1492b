// Owns the proof that a name is followed to its definition: through imports, re-exports, packages and module systems.
import { expect, test } from "vitest";
import { createProject, modulePaths } from "../../server/index/modules.ts";
import { type Files, openIndex } from "./open-index.ts";

type Row = {
  readonly name: string;
  readonly files: Files;
  /** `path#name` and what it means. */
  readonly expected: Readonly<Record<string, string | undefined>>;
};

const rows: readonly Row[] = [
  {
    name: "relative imports, under another name, default and as a whole",
    files: {
      "a.ts":
        "import main, { one as uno, two } from './lib/b.js';\nimport * as all from './lib';\nimport type { Three } from './lib/index';",
      "lib/b.ts":
        "export default function run() {}\nexport function one() {}\nconst two = 2;\nexport { two };",
      "lib/index.ts": "export * from './b';\nexport interface Three {}\nexport { one as ichi } from './b';",
    },
    expected: {
      "a.ts#main": "lib/b.ts: export default function run()",
      "a.ts#uno": "lib/b.ts: export function one()",
      "a.ts#two": "lib/b.ts: const two = 2",
      "a.ts#all": "lib/index.ts",
      "a.ts#Three": "lib/index.ts: export interface Three",
      "lib/index.ts#ichi": "lib/b.ts: export function one()",
      "lib/index.ts#two": "lib/b.ts: const two = 2",
      "a.ts#one": undefined,
    },
  },
  {
    name: "barrels of barrels, also in a circle",
    files: {
      "a.ts": "import { Deep, Lost } from './x';",
      "x/index.ts": "export * from './y';",
      "x/y/index.ts": "export * from './z';\nexport * from '..';",
      "x/y/z.ts": "class Inner {}\nexport { Inner as Deep };",
    },
    expected: { "a.ts#Deep": "x/y/z.ts: class Inner", "a.ts#Lost": undefined },
  },
  {
    name: "a namespace that is handed on",
    files: {
      "a.ts": "import { tools } from './b';",
      "b.ts": "export * as tools from './c';",
      "c.ts": "export const hammer = 1;",
    },
    expected: { "a.ts#tools": "c.ts" },
  },
  {
    name: "paths and baseUrl of a tsconfig with comments that extends another one",
    files: {
      "tsconfig.json": '{ "extends": "./config/base", /* more */ "compilerOptions": {}, }',
      "config/base.json": "{}",
      "config/base.tsconfig.json": "{}",
      "app/tsconfig.json": '{ "extends": ["../tsconfig.paths.json"] }',
      "tsconfig.paths.json":
        '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"], "@/lib": ["lib/main.ts"] } } }',
      "app/a.ts":
        "import { x } from '@/deep/x';\nimport { lib } from '@/lib';\nimport { plain } from 'src/plain';",
      "src/deep/x.ts": "export const x = 1;",
      "src/plain.ts": "export const plain = 1;",
      "lib/main.ts": "export const lib = 1;",
    },
    expected: {
      "app/a.ts#x": "src/deep/x.ts: export const x = 1",
      "app/a.ts#lib": "lib/main.ts: export const lib = 1",
      "app/a.ts#plain": "src/plain.ts: export const plain = 1",
    },
  },
  {
    name: "packages of the workspace, by exports, types and main",
    files: {
      "packages/one/package.json":
        '{ "name": "@acme/one", "exports": { ".": { "types": "./dist/index.d.ts", "import": "./dist/index.js" }, "./sub/*": "./dist/sub/*.js", "./closed": null } }',
      "packages/one/src/index.ts": "export class One {}",
      "packages/one/src/sub/part.ts": "export class Part {}",
      "packages/two/package.json": '{ "name": "two", "main": "lib/two.js" }',
      "packages/two/lib/two.js": "export function two() {}",
      "packages/two/lib/more.js": "export function more() {}",
      "app/a.ts":
        "import { One } from '@acme/one';\nimport { Part } from '@acme/one/sub/part';\nimport { two } from 'two';\nimport { more } from 'two/lib/more';\nimport { out } from 'elsewhere';",
    },
    expected: {
      "app/a.ts#One": "packages/one/src/index.ts: export class One",
      "app/a.ts#Part": "packages/one/src/sub/part.ts: export class Part",
      "app/a.ts#two": "packages/two/lib/two.js: export function two()",
      "app/a.ts#more": "packages/two/lib/more.js: export function more()",
      "app/a.ts#out": undefined,
    },
  },
  {
    name: "a package's own imports",
    files: {
      "package.json": '{ "name": "own", "imports": { "#data/*": "./data/*.js" } }',
      "data/rows.js": "export const rows = [];",
      "src/a.js": "import { rows } from '#data/rows';",
    },
    expected: { "src/a.js#rows": "data/rows.js: export const rows = []" },
  },
  {
    name: "Python: packages, relative imports, names that __init__ hands on, modules, stars",
    files: {
      "pkg/__init__.py": "from .core import Engine\nfrom .tools import *\n",
      "pkg/core.py": "class Engine:\n    pass\n",
      "pkg/tools.py": "def hammer():\n    pass\n",
      "pkg/sub/deep.py": "from ..core import Engine as E\nfrom .. import tools\nfrom pkg import hammer\n",
      "main.py":
        "import pkg.core\nimport pkg.core as c\nfrom pkg import Engine, core\nfrom pkg.sub import deep\n",
    },
    expected: {
      "main.py#Engine": "pkg/core.py: class Engine:",
      "main.py#core": "pkg/core.py",
      "main.py#c": "pkg/core.py",
      "main.py#deep": "pkg/sub/deep.py",
      "pkg/sub/deep.py#E": "pkg/core.py: class Engine:",
      "pkg/sub/deep.py#tools": "pkg/tools.py",
      "pkg/sub/deep.py#hammer": "pkg/tools.py: def hammer():",
    },
  },
  {
    name: "Python below a source root",
    files: {
      "pyproject.toml": "[project]\nname = 'x'\n",
      "src/lib/__init__.py": "def f():\n    pass\n",
      "tests/test_lib.py": "from lib import f\n",
    },
    expected: { "tests/test_lib.py#f": "src/lib/__init__.py: def f():" },
  },
  {
    name: "Java and Kotlin: packages below source roots, tests beside them, members of a class",
    files: {
      "src/main/java/com/a/App.java": "package com.a;\nimport com.b.Money;\nimport com.b.Rate;\nclass App {}",
      "src/main/java/com/b/Money.java": "package com.b;\npublic class Money {}",
      "src/main/kotlin/com/b/Rate.kt": "package com.b\nclass Rate {\n}",
      "src/test/java/com/a/AppTest.java": "package com.a;\nimport com.b.Money;\nclass AppTest {}",
    },
    expected: {
      "src/main/java/com/a/App.java#Money": "src/main/java/com/b/Money.java: public class Money",
      "src/main/java/com/a/App.java#Rate": "src/main/kotlin/com/b/Rate.kt: class Rate",
      "src/test/java/com/a/AppTest.java#Money": "src/main/java/com/b/Money.java: public class Money",
    },
  },
  {
    name: "Go: packages of the module",
    files: {
      "go.mod": "module example.com/app\n\ngo 1.22\n",
      "main.go": 'package main\n\nimport m "example.com/app/money"\n',
      "money/money.go": "package money\n\ntype Amount struct{}\n",
    },
    expected: { "main.go#m": "money/money.go" },
  },
  {
    name: "Go: a package is all files of its folder, under any names",
    files: {
      "go.mod": "module example.com/app\n",
      "main.go": 'package main\n\nimport "example.com/app/money"\n\ntype App struct{}\n',
      "run.go": "package main\n\nfunc run(app App) {}\n",
      "money/rates.go": "package money\n\ntype Rate struct{}\n",
      "money/sums.go": "package money\n\ntype Sum struct{}\n",
    },
    expected: {
      "main.go#money": "money/rates.go",
      "run.go#App": "main.go: type App struct",
      "money/rates.go#Sum": "money/sums.go: type Sum struct",
      "money/rates.go#App": undefined,
    },
  },
  {
    name: "Java: the own package needs no import, also in tests",
    files: {
      "src/main/java/com/a/App.java": "package com.a;\nclass App {}",
      "src/main/java/com/b/Other.java": "package com.b;\nclass Other {}",
      "src/test/java/com/a/AppTest.java": "package com.a;\nclass AppTest {}",
    },
    expected: {
      "src/test/java/com/a/AppTest.java#App": "src/main/java/com/a/App.java: class App",
      "src/main/java/com/a/App.java#Other": undefined,
    },
  },
  {
    name: "C#: namespaces of any folder, the nearest of several",
    files: {
      "app/Ledger.cs": "namespace App { class Ledger {} }",
      "app/money/Sum.cs": "namespace App.Money;\npublic class Sum { class Inner {} }",
      "tests/Sum.cs": "public class Sum {}",
    },
    expected: {
      "app/Ledger.cs#Sum": "app/money/Sum.cs: public class Sum",
      "tests/Sum.cs#Ledger": "app/Ledger.cs: class Ledger",
      "app/Ledger.cs#Inner": undefined,
    },
  },
  {
    name: "Swift: a module is a folder below Sources",
    files: {
      "Sources/App/main.swift": "import Money\nclass App {}",
      "Sources/App/views/View.swift": "class View {}",
      "Sources/Money/Sum.swift": "public class Sum {}",
      "Sources/Money/Rate.swift": "public class Rate {}",
    },
    expected: {
      "Sources/App/main.swift#View": "Sources/App/views/View.swift: class View",
      "Sources/App/main.swift#Sum": "Sources/Money/Sum.swift: public class Sum",
      "Sources/App/main.swift#Rate": "Sources/Money/Rate.swift: public class Rate",
      "Sources/Money/Sum.swift#View": undefined,
    },
  },
  {
    name: "Rust: crates of the workspace",
    files: {
      "Cargo.toml": '[workspace]\nmembers = ["app", "money-types"]\n',
      "app/Cargo.toml": '[package]\nname = "app"\n',
      "app/src/main.rs": "use money_types::Amount;\nuse money_types::rate::Rate;",
      "money-types/Cargo.toml": '[package]\nversion = "1.0.0"\nname = "money-types"\n',
      "money-types/src/lib.rs": "pub mod rate;\npub struct Amount {}",
      "money-types/src/rate.rs": "pub struct Rate {}",
    },
    expected: {
      "app/src/main.rs#Amount": "money-types/src/lib.rs: pub struct Amount",
      "app/src/main.rs#Rate": "money-types/src/rate.rs: pub struct Rate",
    },
  },
  {
    name: "Rust: crate, super, and a module of its own",
    files: {
      "src/lib.rs": "mod money;\nuse crate::money::Amount;",
      "src/money.rs": "pub struct Amount {}\nmod rate;",
      "src/money/rate.rs": "use super::Amount as Sum;",
    },
    expected: {
      "src/lib.rs#Amount": "src/money.rs: pub struct Amount",
      "src/money/rate.rs#Sum": "src/money.rs: pub struct Amount",
    },
  },
  {
    name: "Rust: a module inside of a file, and the cases of an enum",
    files: {
      "src/lib.rs":
        "mod money;\nmod sync { pub type Arc<T> = std::sync::Arc<T>; pub fn hidden() {} }\npub enum Kind { Small, Large }",
      "src/money.rs": "use crate::sync::{Arc, Lost};\nuse crate::Kind::Small;\nuse crate::hidden;",
    },
    expected: {
      "src/money.rs#Arc": "src/lib.rs: pub type Arc<T> = std::sync::Arc<T>",
      "src/money.rs#Small": "src/lib.rs: Small",
      "src/money.rs#Lost": undefined,
      "src/money.rs#hidden": undefined,
    },
  },
  {
    name: "Java: a class inside of another one, and a static member",
    files: {
      "src/main/java/app/Main.java":
        "package app;\n\nimport money.Amount.Unit;\nimport static money.Amount.zero;\nimport money.Amount.Lost;\n\nclass Main {}\n",
      "src/main/java/money/Amount.java":
        "package money;\n\npublic class Amount {\n  public enum Unit { CENT }\n  public static Amount zero() { return null; }\n}\n",
    },
    expected: {
      "src/main/java/app/Main.java#Unit": "src/main/java/money/Amount.java: public enum Unit",
      "src/main/java/app/Main.java#zero": "src/main/java/money/Amount.java: public static Amount zero()",
      "src/main/java/app/Main.java#Lost": undefined,
    },
  },
  {
    name: "PHP: namespaces by composer's autoload",
    files: {
      "composer.json": '{ "autoload": { "psr-4": { "App\\\\": "src/" } } }',
      "src/Ledger.php": "<?php\nnamespace App;\nuse App\\Money\\Amount;\nuse App\\Money\\Rate as R;",
      "src/Money/Amount.php": "<?php\nnamespace App\\Money;\nclass Amount {}",
      "src/Money/Rate.php": "<?php\nnamespace App\\Money;\nclass Rate {}",
    },
    expected: {
      "src/Ledger.php#Amount": "src/Money/Amount.php: class Amount",
      "src/Ledger.php#R": "src/Money/Rate.php: class Rate",
    },
  },
];

test.each(rows)("$name", async ({ files, expected }) => {
  const { meaning } = await openIndex(files);
  const found = Object.keys(expected).map((place) => {
    const [path = "", name = ""] = place.split("#");
    return [place, meaning(path, name)];
  });
  expect(Object.fromEntries(found)).toEqual(expected);
});

test("importers are those whose imports and re-exports lead to a file", async () => {
  const { index, folder } = await openIndex({
    "a.ts": "import './c';",
    "b.ts": "export * from './c';\nexport { x } from './c';",
    "c.ts": "import { a } from './a';",
    "d.ts": "export const lonely = 1;",
  });
  const importers = (name: string): readonly string[] =>
    index
      .importersOf(index.fileOf(`${folder}/${name}`) ?? -1)
      .map((file) => index.pathOf(file).slice(folder.length + 1))
      .toSorted();
  expect(importers("c.ts")).toEqual(["a.ts", "b.ts"]);
  expect(importers("d.ts")).toEqual([]);
});

test("C: beside the file, in folders of its command, in the usual ones", () => {
  const commands = [
    { directory: "/w/build", file: "../src/a.c", command: "cc -I../deps/api -isystem /opt/x -c a.c" },
  ];
  const project = createProject(new Map([["/w/compile_commands.json", JSON.stringify(commands)]]));
  const from = { path: "/w/src/a.c", folder: "/w" };
  expect(modulePaths("c", "b.h", from, project).slice(0, 4)).toEqual([
    "/w/src/b.h",
    "/w/deps/api/b.h",
    "/opt/x/b.h",
    "/w/src/include/b.h",
  ]);
  expect(modulePaths("cpp", "<lib/c.h>", from, project)).toContain("/w/include/lib/c.h");
});

test.each([
  ["ruby", "ledger/entry", "/w/lib/ledger/entry.rb"],
  ["lua", "money.amount", "/w/lua/money/amount.lua"],
  ["shellscript", "./lib/money.sh", "/w/app/lib/money.sh"],
  ["zig", "money.zig", "/w/app/money.zig"],
  ["julia", "entries.jl", "/w/app/entries.jl"],
  ["perl", "Money::Amount", "/w/lib/Money/Amount.pm"],
  ["haskell", "Money.Amount", "/w/src/Money/Amount.hs"],
  ["clojure", "money.amount", "/w/src/money/amount.clj"],
])("%s: %s may be %s", (languageId, source, expected) => {
  expect(modulePaths(languageId, source, { path: "/w/app/a", folder: "/w" })).toContain(expected);
});
