// Which names may stand behind a dot after a name of a file, as far as that needs no types.
import { join } from "node:path";
import { expect, test } from "vitest";
import { namesBehind } from "../../server/index/members.ts";
import { openIndex } from "./open-index.ts";

const FILES = {
  "shapes.ts": "export function area() {}\nexport const unit = 1;\nfunction hidden() {}\n",
  "kinds.ts":
    "export enum Kind { Round, Square }\nexport class Box { static of() {}\n  open() {} }\nexport interface Open { a: 1 }\n",
  "main.ts":
    'import * as shapes from "./shapes.ts";\nimport { Box, Kind, Open } from "./kinds.ts";\nimport { gone } from "./gone.ts";\n',
};

const PACKAGE = {
  "go.mod": "module acme.test/app\n",
  "store/store.go": "package store\n\nfunc Open() {}\n\nfunc hidden() {}\n",
  "store/disk.go": "package store\n\ntype Disk struct{}\n\nfunc (d *Disk) Close() {}\n",
  "store/size.go": "package store\n\nconst Size = 1\n",
  "main.go": 'package main\n\nimport "acme.test/app/store"\n',
};

test("a Go package: what all of its files give away, and no methods", async () => {
  const { index, folder } = await openIndex(PACKAGE);
  expect(namesBehind(index, join(folder, "main.go"), "store").toSorted()).toEqual(["Disk", "Open", "Size"]);
});

const KOTLIN = {
  "app/Store.kt":
    "package app\n\nclass Store {\n    val size = 1\n    companion object {\n        fun open() {}\n    }\n}\n",
  "app/Main.kt": "package app\n",
};

test("a Kotlin class: what its companion has", async () => {
  const { index, folder } = await openIndex(KOTLIN);
  expect(namesBehind(index, join(folder, "app/Main.kt"), "Store")).toEqual(["open"]);
});

test.each([
  ["a module: what it gives away", "shapes", ["area", "unit"]],
  ["an enumeration: its cases", "Kind", ["Round", "Square"]],
  ["a class: what needs no instance", "Box", ["of"]],
  ["a type: nothing", "Open", []],
  ["a name from elsewhere: nothing", "gone", []],
  ["a name that is none: nothing", "nobody", []],
])("%s", async (_what, name, expected) => {
  const { index, folder } = await openIndex(FILES);
  expect(namesBehind(index, join(folder, "main.ts"), name)).toEqual(expected);
});
