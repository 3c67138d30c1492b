// Where new imports may lead (R12): to what the workspace gives, to packages that the project has, or to what the user asked for.

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { createPackages } from "../../server/project/packages.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { createVerifier } from "../../server/verify/verify.ts";
import { openIndex } from "../index/open-index.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const FILES = {
  "package.json": '{ "name": "@shop/web", "dependencies": { "zod": "4", "@scope/tool": "1" } }',
  "node_modules/express/package.json": "{}",
  "node_modules/@types/node-cron/index.d.ts": "export {}",
  "src/ship.ts": "export function ship(): void {}\nexport default 1;\n",
  "src/all.ts": 'export * from "zod";\n',
  "src/office.ts": "",
  "src/odd.ts": 'import "preact-tool";\n',
  "api/requirements.txt": "requests==2.0\n# colorful\npython-dateutil\n",
  "api/.venv/lib/python3.11/site-packages/yaml/__init__.py": "",
  "api/.venv/lib/python3.11/site-packages/six.py": "",
  "api/app.py": "",
  "api/models/__init__.py": "",
  "api/models/parcel.py": "class Parcel:\n    pass\n",
  "api/jobs/send.py": "",
  "bare/app.py": "",
  "go/go.mod": "module example.com/shop\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.9.1\n)\n",
  "go/main.go": "package main\n",
  "crate/Cargo.toml":
    '[package]\nname = "shop-core"\nedition = "2021"\n\n[dependencies]\nserde = { version = "1", features = ["derive"] }\ntokio-util.workspace = true\nother = "2"\n\n[target.\'cfg(unix)\'.dependencies]\nnix = "0.29"\n\n[dev-dependencies.proptest]\nversion = "1"\n',
  "crate/src/lib.rs": "",
  "crate/src/money.rs": "pub struct Amount;\n",
  "old/Cargo.toml": '[package]\nname = "old"\n\n[dependencies]\nserde = "1"\n',
  "old/src/lib.rs": "",
};

type Row = readonly [what: string, path: string, newText: string, verdict: string];

const ROWS: readonly Row[] = [
  ["a package of the manifest", "src/office.ts", 'import { z } from "zod";', "ok"],
  ["a module of a package in a scope", "src/office.ts", 'import tool from "@scope/tool/lib/a.js";', "ok"],
  ["an installed package", "src/office.ts", 'import express from "express";', "ok"],
  ["a package with types only", "src/office.ts", 'import type { Job } from "node-cron";', "ok"],
  ["the package itself", "src/office.ts", 'import { a } from "@shop/web/a";', "ok"],
  ["a module of the runtime", "src/office.ts", 'import { readFile } from "node:fs/promises";', "ok"],
  ["without its prefix", "src/office.ts", 'import { join } from "path";', "ok"],
  ["what another file imports", "src/office.ts", 'import "preact-tool";', "ok"],
  ["an alias", "src/office.ts", 'import a from "@/a";', "ok"],
  [
    "an invented package",
    "src/office.ts",
    'import { validate } from "zod-easy-validate";',
    '! no package "zod-easy-validate" is installed here or named by the project',
  ],
  [
    "a misspelt package",
    "src/office.ts",
    'import express from "expresss";',
    '! no package "expresss" is installed here or named by the project',
  ],
  [
    "a package that the user asked for",
    "src/office.ts",
    'import { asked } from "asked-for";',
    '~ no package "asked-for" is installed here or named by the project',
  ],
  ["a file of the workspace", "src/office.ts", 'import one, { ship } from "./ship.ts";', "ok"],
  ["without its ending", "src/office.ts", 'import { ship } from "./ship";', "ok"],
  [
    "a file that is not there",
    "src/office.ts",
    'import { a } from "./shop.ts";',
    '! there is no module "./shop.ts"',
  ],
  ["a file that comes along", "src/office.ts", 'import { a } from "./new.ts";', "ok"],
  ["a file of a folder nobody reads", "src/office.ts", 'import { a } from "./generated/api";', "ok"],
  ["a file that is no code", "src/office.ts", 'import "./style.css";', "ok"],
  [
    "a name that it does not give",
    "src/office.ts",
    'import { shop } from "./ship";',
    '! "./ship" gives no "shop"',
  ],
  ["a name that a package may give", "src/office.ts", 'import { z } from "./all";', "ok"],

  ["Python: the standard library", "api/app.py", "import os.path, dataclasses", "ok"],
  ["Python: an installed package", "api/app.py", "from yaml import load", "ok"],
  ["Python: an installed module", "api/app.py", "import six", "ok"],
  ["Python: a package of the manifest", "api/app.py", "import requests", "ok"],
  ["Python: a package of the workspace", "api/app.py", "from models.parcel import Parcel", "ok"],
  ["Python: a module beside it", "api/models/parcel.py", "from . import other", "ok"],
  ["Python: a folder without a file of its own", "api/app.py", "from .jobs import send", "ok"],
  [
    "Python: a module that is not there",
    "api/app.py",
    "from .job import send",
    '! there is no module ".job"',
  ],
  [
    "Python: an invented package",
    "api/app.py",
    "import yaml_easy",
    '! no package "yaml_easy" is installed here or named by the project',
  ],
  ["Python: no environment to be seen", "bare/app.py", "import numpy", "ok"],
  [
    "Python: a name that is not there",
    "api/models/__init__.py",
    "from .parcel import Box",
    '! ".parcel" gives no "Box"',
  ],

  ["Go: the standard library", "go/main.go", 'import "net/http"', "ok"],
  ["Go: a package of a module", "go/main.go", 'import "github.com/gin-gonic/gin/binding"', "ok"],
  ["Go: its own module", "go/main.go", 'import "example.com/shop/parcels"', "ok"],
  [
    "Go: an invented module",
    "go/main.go",
    'import "github.com/gin-gonic/gin-easy"',
    '! no package "github.com/gin-gonic/gin-easy" is installed here or named by the project',
  ],

  ["Rust: the standard library", "crate/src/lib.rs", "use std::collections::HashMap;", "ok"],
  ["Rust: a crate of the manifest", "crate/src/lib.rs", "use serde::{Deserialize, Serialize};", "ok"],
  ["Rust: by the name it has in code", "crate/src/lib.rs", "use tokio_util::codec::Framed;", "ok"],
  ["Rust: a crate for some targets", "crate/src/lib.rs", "use nix::unistd;", "ok"],
  ["Rust: a crate with a table of its own", "crate/src/lib.rs", "use proptest::prelude::*;", "ok"],
  ["Rust: itself", "crate/src/lib.rs", "use shop_core::money::Amount;\nuse crate::money;", "ok"],
  ["Rust: a module that comes along", "crate/src/lib.rs", "mod coins;\nuse coins::Coin;", "ok"],
  ["Rust: a module in the file", "crate/src/lib.rs", "mod inner {}\nuse inner::Thing;", "ok"],
  ["Rust: a name that is imported", "crate/src/lib.rs", "use std::io;\nuse io::Read;", "ok"],
  ["Rust: a type", "crate/src/lib.rs", "use Shape::Round;", "ok"],
  [
    "Rust: an invented crate",
    "crate/src/lib.rs",
    "use serde_easy::Parse;",
    '! no package "serde_easy::Parse" is installed here or named by the project',
  ],
  [
    "Rust: an invented crate with a list",
    "crate/src/lib.rs",
    "use serde_easy::{Parse, Write};",
    '! no package "serde_easy" is installed here or named by the project',
  ],
  ["Rust: before 2018", "old/src/lib.rs", "use anything::Thing;", "ok"],
];

const syntax = createSyntax({ limits: PATIENT, trace: createTrace({ write: () => undefined }) });
/** One workspace for all rows: none of them changes it. */
let opened: ReturnType<typeof openIndex> | undefined;
const home = realpathSync(mkdtempSync(join(tmpdir(), "treewright-imports-")));
afterAll(() => rmSync(home, { recursive: true }));

test.each(ROWS)("%s", async (_what, path, newText, expected) => {
  opened ??= openIndex(FILES, { folder: home });
  const { index, folder } = await opened;
  const packages = createPackages();
  const place = { path: join(folder, path), folder, languageId: syntax.languageOf(path) };
  await packages.read(place);
  const lines: string[] = [];
  const verifier = createVerifier({
    trace: createTrace({ write: (line) => lines.push(line.text) }),
    index,
    knowsPackage: (importing, source) => packages.knows({ ...importing, folder }, source),
  });
  const text = path.endsWith(".go") ? "package main\n\n" : "";
  const document = createDocuments().open(pathToFileURL(join(folder, path)).href, place.languageId, 1, text);
  const { verdict, reports } = verifier.check({
    document,
    syntax: syntax.snapshot(document),
    edit: { span: { start: text.length, end: text.length }, newText: `${newText}\n` },
    purpose: "insert",
    newPaths: [join(folder, "src/new.ts")],
    wish: "do it with asked-for",
  });
  expect(lines).toEqual([]);
  const warning = reports.find(
    (report) => report.id === "known-imports" && report.verdict === "warn",
  )?.message;
  const said =
    verdict.kind === "reject" ? `! ${verdict.message}` : warning === undefined ? "ok" : `~ ${warning}`;
  expect(said).toBe(expected);
});
