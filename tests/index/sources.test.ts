// Owns the proof that a name finds the one place it can be imported from, written as the file would write it, or none.
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Files, openIndex } from "./open-index.ts";

type Row = {
  readonly name: string;
  readonly files: Files;
  readonly language?: string;
  /** `path#name`, and what would be imported: `imported from source`, with `type` before a type. */
  readonly expected: Readonly<Record<string, string | undefined>>;
};

const rows: readonly Row[] = [
  {
    name: "the one file that exports it, its own names and what it imports left out",
    language: "typescript",
    files: {
      "src/a.ts": "import { used } from './lib/used';\nexport const own = 1;",
      "src/lib/used.ts": "export function used() {}",
      "src/lib/fresh.ts": "export function fresh() {}\nfunction hidden() {}\nexport interface Shape {}",
    },
    expected: {
      "src/a.ts#fresh": "fresh from ./lib/fresh",
      "src/a.ts#Shape": "type Shape from ./lib/fresh",
      "src/a.ts#hidden": undefined,
      "src/a.ts#used": undefined,
      "src/a.ts#own": undefined,
      "src/a.ts#nobody": undefined,
      "src/lib/new.ts#fresh": "fresh from ./fresh",
    },
  },
  {
    name: "two files that export it are one too many, unless more files import it and all mean the same",
    language: "typescript",
    files: {
      "a.ts": "",
      "one.ts": "export const both = 1;\nexport class Config {}",
      "two.ts": "export const both = 2;\nexport class Config {}",
      "b.ts": "import { Config } from './one';",
      "c.ts": "import { Config } from './one';",
      "d.ts": "import { Config } from './one';",
    },
    expected: { "a.ts#both": undefined, "a.ts#Config": "Config from ./one" },
  },
  {
    name: "extensions as the file writes them, an index as its folder",
    language: "typescript",
    files: {
      "js.ts": "import { x } from './x.js';",
      "ts.ts": "import { x } from './x.ts';",
      "bare.ts": "import { x } from './x';",
      "none.ts": "",
      "x.ts": "export const x = 1;",
      "view/index.tsx": "export const view = 1;",
    },
    expected: {
      "js.ts#view": "view from ./view/index.js",
      "ts.ts#view": "view from ./view/index.tsx",
      "bare.ts#view": "view from ./view",
      "none.ts#view": "view from ./view",
      "view/more.ts#x": "x from ../x",
    },
  },
  {
    name: "default exports, and names that are given away as another",
    language: "typescript",
    files: {
      "a.ts": "",
      "b.ts": "export default function run() {}\nclass Inner {}\nexport { Inner as Deep };",
      "c.ts": "import walk from './walk';\nimport { long as short } from './walk';",
      "d.ts": "import walk from './walk';\nimport { long as short } from './walk';",
      "walk.ts": "export default function () {}\nexport const long = 1;",
    },
    expected: {
      "a.ts#run": "default from ./b",
      "a.ts#Deep": "Deep from ./b",
      "a.ts#walk": "default from ./walk",
      "a.ts#short": "long from ./walk",
    },
  },
  {
    name: "components by the name of their file",
    language: "vue",
    files: {
      "src/App.vue": "<script setup lang='ts'>\nconst own = 1;\n</script>\n<template><Panel /></template>\n",
      "src/parts/Panel.vue":
        "<script lang='ts'>\nexport interface Entry {}\n</script>\n<script setup lang='ts'>\nconst open = 1;\n</script>\n",
      "src/parts/Field.svelte": "<script lang='ts'>\nexport let value = 1;\n</script>\n",
      "src/one/Both.vue": "<template></template>\n",
      "src/two/Both.vue": "<template></template>\n",
      "src/lib/Clash.vue": "<template></template>\n",
      "src/lib/clash.ts": "export class Clash {}\n",
    },
    expected: {
      "src/App.vue#Panel": "default from ./parts/Panel.vue",
      "src/App.vue#Entry": "type Entry from ./parts/Panel.vue",
      "src/main.ts#Panel": "default from ./parts/Panel.vue",
      "src/parts/Row.svelte#Field": "default from ./Field.svelte",
      "src/App.vue#Both": undefined,
      "src/App.vue#Clash": undefined,
      "src/parts/Panel.vue#Panel": undefined,
    },
  },
  {
    name: "packages that several files import, and none that only one does or that others have elsewhere",
    language: "typescript",
    files: {
      "a.ts": "",
      "b.ts":
        "import { useState } from 'react';\nimport * as path from 'node:path';\nimport { rare } from 'rare';",
      "c.ts":
        "import { useState } from 'react';\nimport * as path from 'node:path';\nimport { join } from 'lodash';",
      "d.ts": "import { join } from 'node:path';",
    },
    expected: {
      "a.ts#useState": "useState from react",
      "a.ts#path": "* from node:path",
      "a.ts#rare": undefined,
      "a.ts#join": undefined,
    },
  },
  {
    name: "a barrel that the others import from, and the mapped path they write",
    language: "typescript",
    files: {
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      "src/lib/index.ts": "export * from './deep';",
      "src/lib/deep.ts": "export const deep = 1;",
      "src/b.ts": "import { deep } from '@/lib';",
      "src/c.ts": "import { deep } from '@/lib';",
      "src/far/a.ts": "",
    },
    expected: { "src/far/a.ts#deep": "deep from @/lib" },
  },
  {
    name: "another package of the workspace is not reached by a relative path",
    language: "typescript",
    files: {
      "one/package.json": '{ "name": "one" }',
      "one/src/a.ts": "",
      "two/package.json": '{ "name": "two" }',
      "two/src/b.ts": "export const thing = 1;",
    },
    expected: { "one/src/a.ts#thing": undefined, "two/src/c.ts#thing": "thing from ./b" },
  },
  {
    name: "Python packages from their root, relative where files of the folder are, scripts beside each other",
    language: "python",
    files: {
      "app/__init__.py": "",
      "app/views.py": "import os\n",
      "app/near.py": "from .models import User\n",
      "app/sub/__init__.py": "",
      "app/sub/deep.py": "from ..models import User\n",
      "app/models.py": "class User: ...\n\ndef load(): ...\n\ndef _own(): ...\n",
      "tools/run.py": "",
      "tools/helper.py": "def help_me(): ...\n",
      "tools/two words.py": "def strange(): ...\n",
    },
    expected: {
      "app/views.py#load": "load from .models",
      "app/near.py#load": "load from .models",
      "app/sub/deep.py#load": "load from ..models",
      "tools/run.py#load": "load from app.models",
      "tools/run.py#help_me": "help_me from helper",
      "tools/run.py#strange": undefined,
      "tools/run.py#_own": undefined,
    },
  },
  {
    name: "Python modules under a short name",
    language: "python",
    files: {
      "a.py": "",
      "b.py": "import numpy as np\nimport os\nfrom pathlib import Path\n",
      "c.py": "import numpy as np\nimport os\nfrom pathlib import Path\n",
    },
    expected: { "a.py#np": "* from numpy", "a.py#os": "* from os", "a.py#Path": "Path from pathlib" },
  },
  {
    name: "not from what hands on the file's own names, and as the files of the folder do it",
    language: "python",
    files: {
      "app/__init__.py": "from app.base import load\nfrom app.core import own\n",
      "app/core.py": "from app.base import first\n\n\ndef own(): ...\n",
      "app/base.py": "def load(): ...\n\n\ndef first(): ...\n",
      "web/one.py": "from app import load\n",
      "web/two.py": "from app import load\n",
      "near/one.py": "from app.base import load\n",
      "near/new.py": "",
    },
    expected: {
      "app/core.py#load": "load from app.base",
      "web/new.py#load": "load from app",
      "near/new.py#load": "load from app.base",
    },
  },
  {
    name: "of nine files out of ten the place counts, of two out of three it does not",
    language: "typescript",
    files: {
      "a.ts": "",
      ...Object.fromEntries(
        Array.from({ length: 10 }, (_, index) => [
          `f${index}.ts`,
          `import { join } from '${index === 0 ? "lodash" : "node:path"}';\nimport { get } from '${index % 3 === 0 ? "lodash" : "http"}';`,
        ]),
      ),
    },
    expected: { "a.ts#join": "join from node:path", "a.ts#get": undefined },
  },
  {
    name: "other languages do not count, related ones do",
    language: "typescript",
    files: { "a.ts": "", "b.py": "def only_python(): ...\n", "c.js": "export const script = 1;" },
    expected: { "a.ts#only_python": undefined, "a.ts#script": "script from ./c" },
  },
  {
    name: "Java classes by their package, tests not from what is shipped",
    language: "java",
    files: {
      "src/main/java/com/acme/app/Main.java": "package com.acme.app;\npublic class Main {}\n",
      "src/main/java/com/acme/lib/Parcel.java": "package com.acme.lib;\npublic class Parcel {}\n",
      "src/main/java/com/acme/app/Near.java": "package com.acme.app;\npublic class Near {}\n",
      "src/test/java/com/acme/lib/Fixture.java": "package com.acme.lib;\npublic class Fixture {}\n",
      "src/main/java/com/acme/one/A.java":
        "package com.acme.one;\nimport java.util.List;\npublic class A {}\n",
      "src/main/java/com/acme/two/B.java":
        "package com.acme.two;\nimport java.util.List;\npublic class B {}\n",
    },
    expected: {
      "src/main/java/com/acme/app/Main.java#Parcel": "Parcel from com.acme.lib.Parcel",
      "src/main/java/com/acme/app/Main.java#List": "List from java.util.List",
      "src/main/java/com/acme/app/Main.java#Near": undefined,
      "src/main/java/com/acme/app/Main.java#Fixture": undefined,
    },
  },
  {
    name: "Go packages as other files import them",
    language: "go",
    files: {
      "go.mod": "module acme.test/app\n",
      "a/a.go": "package a\n",
      "b/b.go": 'package b\n\nimport (\n\t"strings"\n\n\t"acme.test/app/store"\n)\n',
      "c/c.go": 'package c\n\nimport (\n\t"strings"\n\n\t"acme.test/app/store"\n)\n',
      "store/store.go": "package store\n\nfunc Open() {}\n",
    },
    expected: { "a/a.go#strings": "* from strings", "a/a.go#store": "* from acme.test/app/store" },
  },
  {
    name: "Go packages that nobody imports yet, by the module and the folder",
    language: "go",
    files: {
      "go.mod": "module acme.test/app\n",
      "a/a.go": "package a\n\nfunc F() {}\n",
      "lib/store/disk.go": "package store\n\nfunc Open() {}\n",
      "lib/store/disk_test.go": "package store\n\nfunc TestOpen() {}\n",
      "lib/hidden/one.go": "package hidden\n\nfunc open() {}\n",
      "lib/internal/deep/deep.go": "package deep\n\nfunc Open() {}\n",
      "lib/user/user.go": "package user\n",
      "cmd/tool/main.go": "package main\n\nfunc Run() {}\n\nfunc main() {}\n",
      "one/both/both.go": "package both\n\nfunc Open() {}\n",
      "two/both/both.go": "package both\n\nfunc Open() {}\n",
      "other/go.mod": "module acme.test/other\n",
      "other/far/far.go": "package far\n\nfunc Open() {}\n",
    },
    expected: {
      "a/a.go#store": "* from acme.test/app/lib/store",
      "a/new.go#store": "* from acme.test/app/lib/store",
      "a/a.go#hidden": undefined,
      "a/a.go#deep": undefined,
      "lib/user/user.go#deep": "* from acme.test/app/lib/internal/deep",
      "a/a.go#tool": undefined,
      "a/a.go#both": undefined,
      "a/a.go#far": undefined,
      "a/a.go#a": undefined,
      "a/a.go#Open": undefined,
    },
  },
  {
    name: "C# types by their namespace, which may stand around a file or a block",
    language: "csharp",
    files: {
      "App/Main.cs": "using Acme.Known;\n\nnamespace Acme.App;\n\npublic class Main\n{\n}\n",
      "App/Old.cs":
        "namespace Acme\n{\n    namespace App.Deep\n    {\n        public class Old {}\n    }\n}\n",
      "Lib/Parcel.cs": "namespace Acme.Lib;\n\npublic class Parcel\n{\n    public class Label {}\n}\n",
      "Lib/Stamp.cs": "namespace Acme.Lib\n{\n    public enum Stamp { Red }\n}\n",
      "Known/Thing.cs": "namespace Acme.Known;\n\npublic record Thing(int Size);\n",
      "All/Common.cs": "namespace Acme.All;\n\npublic interface ICommon {}\n",
      "GlobalUsings.cs": "global using Acme.All;\n",
      "One/Both.cs": "namespace Acme.One;\n\npublic class Both {}\n",
      "Two/Both.cs": "namespace Acme.Two;\n\npublic class Both {}\n",
      "Base.cs": "namespace Acme;\n\npublic class Base {}\n",
      "Loose.cs": "public class Loose {}\n",
    },
    expected: {
      "App/Main.cs#Parcel": "type * from Acme.Lib",
      "App/Main.cs#Stamp": "type * from Acme.Lib",
      "App/Main.cs#Label": undefined,
      "App/Main.cs#Thing": undefined,
      "App/Main.cs#ICommon": undefined,
      "App/Main.cs#Both": undefined,
      "App/Main.cs#Base": undefined,
      "App/Main.cs#Loose": undefined,
      "App/Main.cs#Main": undefined,
      "App/Main.cs#Old": "type * from Acme.App.Deep",
      "App/Old.cs#Main": undefined,
    },
  },
  {
    name: "PHP classes by composer's autoload",
    language: "php",
    files: {
      "composer.json": '{ "autoload": { "psr-4": { "Acme\\\\": "src/" } } }',
      "src/Main.php": "<?php\nnamespace Acme;\nclass Main {}\n",
      "src/Lib/Parcel.php": "<?php\nnamespace Acme\\Lib;\nclass Parcel {}\n",
    },
    expected: { "src/Main.php#Parcel": "Parcel from Acme\\Lib\\Parcel" },
  },
  {
    name: "Rust items by their path in the crate",
    language: "rust",
    files: {
      "Cargo.toml": '[package]\nname = "acme"\n',
      "src/main.rs": "mod lib_one;\nmod other;\nfn main() {}\n",
      "src/lib_one/mod.rs": "pub struct Parcel {}\n",
      "src/other.rs": "",
    },
    expected: {
      "src/other.rs#Parcel": "Parcel from crate::lib_one::Parcel",
      "src/other.rs#lib_one": undefined,
    },
  },
];

test.each(rows)("$name", async ({ files, language = "typescript", expected }) => {
  const { index, folder } = await openIndex(files);
  const found = Object.keys(expected).map((key) => {
    const [path = "", name = ""] = key.split("#");
    const source = index.findSource(name, { path: join(folder, path), language });
    const text = source && `${source.isType ? "type " : ""}${source.imported} from ${source.source}`;
    return [key, text] as const;
  });
  expect(Object.fromEntries(found)).toEqual(expected);
});

test("follows changes of files, and says nothing of files outside of the workspace", async () => {
  const { index, folder } = await openIndex({ "a.ts": "", "b.ts": "export const one = 1;" });
  const sourceOf = (name: string, path = join(folder, "a.ts")): string | undefined =>
    index.findSource(name, { path, language: "typescript" })?.source;
  expect(sourceOf("one")).toBe("./b");
  await index.update(join(folder, "b.ts"), "export const two = 2;");
  expect([sourceOf("one"), sourceOf("two")]).toEqual([undefined, "./b"]);
  await index.update(join(folder, "c.ts"), "import { useState } from 'react';");
  await index.update(join(folder, "d.ts"), "import { useState } from 'react';");
  expect(sourceOf("useState")).toBe("react");
  await index.update(join(folder, "d.ts"), "import { useState } from 'preact';");
  expect(sourceOf("useState")).toBeUndefined();
  expect(sourceOf("two", "/elsewhere/a.ts")).toBeUndefined();
});
