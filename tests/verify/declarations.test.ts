// What the checks know from declarations: how many arguments a call takes, what is defined already, and which members a type has.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { createDeclarations } from "../../server/context/declarations/declarations.ts";
import { createDocuments } from "../../server/documents/documents.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { createVerifier } from "../../server/verify/verify.ts";
import { type Files, openIndex } from "../index/open-index.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const SHIP = `export interface Parcel {
  readonly id: string;
  weigh(scale: string): number;
}

export class Depot {
  #parcels: Parcel[] = [];
  constructor(private readonly name: string, limit = 10) {}
  add(parcel: Parcel, count = 1): void {}
  first(): Parcel { return this.#parcels[0]; }
}

export class ColdDepot extends Depot {
  cool(degrees: number): void {}
}

export function ship(parcel: Parcel, to: string, ...notes: string[]): void {}
export function label(text: string): string;
export function label(text: string, size: number): string;
export function label(text: string, size?: number): string { return text; }
export const weigh = (parcel: Parcel, unit?: string): number => 1;
export const wrapped = memo((parcel: Parcel, unit: string) => 1);
declare function memo<T>(value: T): T;
`;

const OWN = `import { external } from "somewhere";
import * as all from "./ship.ts";
import { ColdDepot, Depot, label, type Parcel, ship, weigh, wrapped } from "./ship.ts";

const LIMIT = 10;

function pack(parcel: Parcel, lid: boolean): Parcel {
  return parcel;
}

class Office {
  open(door: number): void {}

  work(depot: Depot, parcel: Parcel, pack2: (n: number) => void) {
    const known = depot.first();
    ‸
    return known;
  }

  get size() {
    return 1;
  }
}
`;

const PYTHON_SHIP = `def ship(parcel, to, *, fast=False, by):
    return parcel


def anything(*args, **options):
    return args


class Depot:
    def __init__(self, name, limit=10):
        self.name = name
`;

const PYTHON = `from ship import Depot, anything, ship
import functools


def pack(parcel, lid=None):
    return parcel


@functools.partial
def odd(parcel):
    return parcel


class Office:
    def open(self, door):
        return door

    @staticmethod
    def close(door):
        return door

    def work(self, parcel, label):
        known = parcel
        ‸
        return known
`;

const GO_STORE = `package store

type Parcel struct{ ID string }

func Ship(parcel Parcel, to, by string, notes ...string) error { return nil }

func Both() (Parcel, string) { return Parcel{}, "" }

func Map[T any](all []T, change func(T, int) T) []T { return all }
`;

const GO = `package app

import "acme.test/app/store"

func pack(parcel store.Parcel, lid bool) store.Parcel { return parcel }

type Office struct{}

func (o *Office) label(text string) string { return text }

func (o *Office) Work(parcel store.Parcel, weigh func(int) int) {
	known := pack(parcel, true)
	‸
	_ = known
}
`;

type Row = readonly [what: string, marked: string, newText: string, verdict: string];

const ROWS: readonly Row[] = [
  ["a call that fits", OWN, "ship(parcel, label(known.id), known.id);", "ok"],
  ["any number of arguments more", OWN, 'ship(parcel, "a", "b", "c");', "ok"],
  ["an argument too few", OWN, "ship(parcel);", '! ship needs a value for "to"'],
  ["of the same file", OWN, "pack(parcel);", '! pack needs a value for "lid"'],
  ["an argument too many", OWN, "pack(parcel, true, 1);", "! pack takes 2 arguments, not 3"],
  ["arguments that are spread", OWN, "pack(...[parcel]);", "ok"],
  ["one of several overloads", OWN, 'label("a", 2);', "ok"],
  ["none of several overloads", OWN, 'label("a", 2, 3);', "! label takes 2 arguments, not 3"],
  ["a constant that holds a function", OWN, "weigh(parcel); weigh();", '! weigh needs a value for "parcel"'],
  ["what a call has made of a function", OWN, "wrapped();", "ok"],
  ["a parameter that is called", OWN, "pack2(1, 2, 3);", "ok"],
  ["what comes from a package", OWN, "external(1, 2, 3);", "ok"],
  ["a call in a call", OWN, 'pack(pack(parcel, true), label("a").length > 1);', "ok"],
  ["a constructor", OWN, 'new Depot("a"); new Depot();', '! Depot needs a value for "name"'],
  ["a class without a constructor of its own", OWN, "new ColdDepot();", "ok"],
  ["a method of the class around", OWN, "this.open(1, 2);", "! this.open takes 1 argument, not 2"],

  ["Python: a call that fits", PYTHON, 'ship(parcel, "x", by=1)', "ok"],
  ["Python: a name that has to be given", PYTHON, 'ship(parcel, "x")', '! ship needs a value for "by"'],
  [
    "Python: a place for what has to be named",
    PYTHON,
    'ship(parcel, "x", True, by=1)',
    "! ship takes 2 arguments, not 3",
  ],
  [
    "Python: a name nobody takes",
    PYTHON,
    'ship(parcel, "x", by=1, slow=True)',
    '! ship has no parameter called "slow"',
  ],
  ["Python: names for places", PYTHON, "pack(lid=1, parcel=parcel)", "ok"],
  ["Python: whatever", PYTHON, "anything(1, 2, a=3)", "ok"],
  ["Python: a list that is spread", PYTHON, "pack(*known)", "ok"],
  ["Python: a dictionary that is spread", PYTHON, "pack(**known)", "ok"],
  ["Python: a decorator", PYTHON, "odd(1, 2, 3)", "ok"],
  ["Python: a class", PYTHON, "Depot()", '! Depot needs a value for "name"'],
  ["Python: a method", PYTHON, "self.open()", '! self.open needs a value for "door"'],
  ["Python: a static method", PYTHON, "self.close(1)", "ok"],
  ["Python: a parameter that is called", PYTHON, "label(1, 2, 3)", "ok"],

  ["Go: a call that fits", GO, 'store.Ship(parcel, "a", "b")', "ok"],
  ["Go: any number of arguments more", GO, 'store.Ship(parcel, "a", "b", "c", "d")', "ok"],
  ["Go: an argument too few", GO, 'store.Ship(parcel, "a")', '! store.Ship needs a value for "by"'],
  ["Go: of the same file", GO, "pack(parcel)", '! pack needs a value for "lid"'],
  ["Go: an argument too many", GO, "pack(parcel, true, 1)", "! pack takes 2 arguments, not 3"],
  ["Go: of another file of the package", GO, "helper(1)", "! helper takes 0 arguments, not 1"],
  ["Go: a list that is spread", GO, "pack(all...)", "ok"],
  ["Go: all that another call gives", GO, "pack(store.Both())", "ok"],
  ["Go: types as parameters", GO, "store.Map(all, nil)\n\tstore.Map[int](all, nil)", "ok"],
  ["Go: one that takes a function", GO, "store.Map(all)", '! store.Map needs a value for "change"'],
  ["Go: a parameter that is called", GO, "weigh(1, 2, 3)", "ok"],
  ["Go: a local that hides a function", GO, "pack := func() {}\n\tpack()", "ok"],
  ["Go: a method", GO, "o.label()", "ok"],
  ["Go: a type", GO, "store.Parcel(known)", "ok"],
  ["Go: a function of the language", GO, "print(1, 2, 3)", "ok"],

  ["a member of a typed parameter", OWN, "depot.add(parcel);", "ok"],
  ["a member by a constructor's parameter", OWN, "depot.name;", "ok"],
  ["a member that another type has", OWN, "depot.weigh(parcel);", '! depot has no member called "weigh"'],
  ["a member of what a call gives", OWN, "known.add();", '! known has no member called "add"'],
  ["a member that only a subclass has", OWN, "depot.cool(3);", "ok"],
  ["a member of an instance", OWN, 'new ColdDepot("a").add(parcel);', "ok"],
  ["what a module gives", OWN, "all.ship(parcel, known.id);", "ok"],
  ["what a module does not give", OWN, "all.shipAll(parcel);", '! all has no member called "shipAll"'],
  ["a parameter of an inner function", OWN, "[1].map((depot) => depot.weigh);", "ok"],

  ["a local once more", OWN, "const known = 1;", "! known is defined a second time in the same block"],
  ["a local of an inner block", OWN, "if (parcel) {\n      const known = 1;\n    }", "ok"],
];

const TOP = OWN.replace("    ‸\n", "").replace("const LIMIT = 10;\n", "const LIMIT = 10;\n‸\n");
const MEMBERS = OWN.replace("    ‸\n", "").replace("  get size", "  ‸\n\n  get size");
const PYTHON_TOP = PYTHON.replace("        ‸\n", "").replace("class Office", "‸\n\n\nclass Office");
const PYTHON_MEMBERS = PYTHON.replace("        ‸\n", "").replace(
  "    @staticmethod",
  "    ‸\n\n    @staticmethod",
);

const DEFINITIONS: readonly Row[] = [
  ["a new function", TOP, "function seal(): void {}", "ok"],
  [
    "a function once more",
    TOP,
    "function pack(parcel: Parcel): Parcel {\n  return parcel;\n}",
    "! pack is defined a second time in the same block",
  ],
  ["an overload", TOP, "function pack(parcel: Parcel, lid: number): Parcel;", "ok"],
  ["a constant once more", TOP, "const LIMIT = 12;", "! LIMIT is defined a second time in the same block"],
  ["an interface that goes on", TOP, "interface Office { late: boolean }", "ok"],
  ["a method once more", MEMBERS, "open(): void {}", "! open is defined a second time in the same block"],
  ["the other half of a property", MEMBERS, "set size(value: number) {}", "ok"],
  [
    "Python: a function once more",
    PYTHON_TOP,
    "def pack(parcel):\n    return 1",
    "! pack is defined a second time in the same block",
  ],
  [
    "Python: one for each case",
    PYTHON_TOP,
    "if True:\n    def a(): return 1\nelse:\n    def a(): return 2",
    "ok",
  ],
  [
    "Python: a method once more",
    PYTHON_MEMBERS,
    "def open(self, door, key):\n        return key",
    "! open is defined a second time in the same block",
  ],
  ["Python: a setter", PYTHON_MEMBERS, "@open.setter\n    def open(self, door):\n        return door", "ok"],
];

const FILES = {
  "ship.ts": SHIP,
  "ship.py": PYTHON_SHIP,
  "go.mod": "module acme.test/app\n",
  "store/store.go": GO_STORE,
  "app/helper.go": "package app\n\nfunc helper() {}\n",
} satisfies Files;

describe("declarations", async () => {
  const syntax = createSyntax({ limits: PATIENT, trace: createTrace({ write: () => undefined }) });
  const home = mkdtempSync(join(tmpdir(), "treewright-declarations-"));
  afterAll(() => rmSync(home, { recursive: true }));
  /** One workspace for all rows of a text: none of them changes it. */
  const opened = new Map<string, ReturnType<typeof openIndex>>();
  const open = (path: string, text: string): ReturnType<typeof openIndex> => {
    const known =
      opened.get(text) ??
      openIndex({ ...FILES, [path]: text }, { folder: mkdtempSync(join(home, "workspace-")) });
    opened.set(text, known);
    return known;
  };
  const own = (marked: string): string =>
    marked.startsWith("package") ? "app/office.go" : marked.includes("def ") ? "office.py" : "office.ts";
  test.each([...ROWS, ...DEFINITIONS])("%s", async (_what, marked, newText, verdict) => {
    const { text, cursor = 0 } = parseMarked(marked);
    const path = own(marked);
    const { index, folder } = await open(path, text);
    const declarations = createDeclarations({ index });
    const lines: string[] = [];
    const trace = createTrace({ write: (line) => lines.push(line.text) });
    const verifier = createVerifier({
      trace,
      index,
      knowsWord: (word) => index.word(word) !== undefined,
      hasMember: (receiver, name) => declarations.hasMember(receiver, name),
    });
    const uri = pathToFileURL(join(folder, path)).href;
    const document = createDocuments().open(uri, syntax.languageOf(path), 1, text);
    const { verdict: said } = verifier.check({
      document,
      syntax: syntax.snapshot(document),
      edit: { span: { start: cursor, end: cursor }, newText },
      purpose: "insert",
    });
    declarations.dispose();
    expect(lines).toEqual([]);
    expect(said.kind === "reject" ? `! ${said.message}` : said.kind === "accept" ? "ok" : said.newText).toBe(
      verdict,
    );
  });
});
