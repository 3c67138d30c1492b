// Owns the rows on what the workspace engine offers, where it is silent, what it learns, and that time and memory are bounded.
import { describe, expect, test } from "vitest";
import {
  createWorkspaceEngine,
  type MembersOf,
  type Nearby,
} from "../../server/backends/workspace-engine/engine.ts";
import { createTokenIndex, type Place } from "../../server/backends/workspace-engine/token-index.ts";
import { createVocabulary, tokenize } from "../../server/backends/workspace-engine/tokens.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { CHAT, collect, HOLE, PATIENT, textOf } from "./under-test.ts";

type Typist = {
  /** What is offered at `‸`. */
  offerAt(marked: string, path?: string): Promise<string>;
  settled(): Promise<void>;
};

function typist(nearby: Nearby = async function* () {}, membersOf: MembersOf = () => []): Typist {
  const trace = createTrace({ write: (line) => expect(line).toBeUndefined() });
  const engine = createWorkspaceEngine({ trace, nearby, membersOf });
  return {
    async offerAt(marked, path = "src/main.ts") {
      const [prefix = "", suffix = ""] = marked.split("‸");
      const prompt = { ...HOLE, prefix, suffix, path, files: [] };
      const parts = await collect(engine.stream(prompt, PATIENT, new AbortController().signal));
      expect(parts.at(-1)).toEqual({ type: "end", reason: "stop" });
      return textOf(parts);
    },
    settled: () => engine.settled(),
  };
}

const REPEATED = ["alpha", "beta", "gamma"]
  .map((name) => `registry.register("${name}", create${name});\n`)
  .join("");

describe("what is offered", () => {
  const rows: readonly [string, string, string][] = [
    ["the rest of a name seen above", "const connectionTimeout = 5;\nstart(connec‸", "tionTimeout"],
    ["the rest of a name seen below", "start(connec‸\nconst connectionTimeout = 5;\n", "tionTimeout"],
    ["a line that was written twice", 'log.info("a");\nreturn done();\nlog.info("b");\nretu‸', "rn done();"],
    ["what lines like this begin with", `${REPEATED}regis‸`, 'try.register("'],
    [
      "an import as the others are",
      'import { a } from "./lib/a.ts";\nimport { b } from "./lib/b.ts";\nimport { c } f‸',
      'rom "./lib/',
    ],
    ["one gap, where it stands already", "let total = 0;\nlet total = 0;\nlet total ‸", "= 0;"],
    ["the gap, where it does not", "let total = 0;\nlet total = 0;\nlet total‸", " = 0;"],
    ["two spaces before a comment", "x = 1  # noqa\ny = 1  # noqa\nz = 1‸", "  # noqa"],
    ["lines with CRLF", "return done();\r\nx();\r\nreturn done();\r\nx();\r\nretu‸\r\nend", "rn done();"],
    ["lines with tabs", "\tif err != nil {\n\t}\n\tif err != nil {\n\t}\n\tif e‸", "rr != nil {"],
    ["names of other scripts", "größenklasse = 1\nnenne(größenk‸", "lasse"],
  ];
  test.each(rows)("%s", async (_name, marked, expected) => {
    expect(await typist().offerAt(marked)).toBe(expected);
  });
});

describe("behind a dot", () => {
  const membersOf: MembersOf = ({ path }, name) =>
    path === "src/main.ts" && name === "shapes" ? ["area", "average", "perimeter"] : [];
  test.each<[string, string, string]>([
    ["the only member that begins so", "shapes.p‸", "erimeter"],
    ["none of two", "shapes.a‸", ""],
    ["as soon as it is the only one", "shapes.av‸", "erage"],
    ["what the file goes on with there", "shapes.area(size);\nshapes.area(size);\nshapes.ar‸", "ea(size);"],
    ["no word that is none of its members", "const perfection = 1;\nshapes.perfe‸", ""],
    ["members of nothing else", "a.shapes.p‸", ""],
    ["what is known of another name", "const perfection = 1;\nother.perfe‸", "ction"],
  ])("%s", async (_name, marked, expected) => {
    expect(await typist(undefined, membersOf).offerAt(marked)).toBe(expected);
  });
});

describe("silence", () => {
  const rows: readonly [string, string][] = [
    ["an empty file", "‸"],
    ["the first word of a file", "con‸"],
    ["nothing like it was seen", "let a = one();\nlet b = two();\nwhile (‸"],
    ["as many went on one way as another", "f(left);\nf(right);\nf(lower);\nf(‸"],
    ["names that begin alike", "userName = 1\nuserMail = 2\nuserAge = 3\nprint(user‸"],
    ["less than three characters are left", "f(a);\nf(a);\nf(a‸"],
    ["only a minified line", `${"x=y.value;".repeat(200)}\nx=y.‸`],
    ["the line is whole", "return done();\nreturn done();\nreturn done();‸"],
  ];
  test.each(rows)("%s", async (_name, marked) => {
    expect(await typist().offerAt(marked)).toBe("");
  });

  test("a chat is no hole", async () => {
    const engine = createWorkspaceEngine({
      trace: createTrace({ write: () => undefined }),
      nearby: async function* () {},
    });
    const asked = collect(engine.stream(CHAT, PATIENT, new AbortController().signal));
    await expect(asked).rejects.toMatchObject({ kind: "unconfigured" });
    const cancelled = collect(engine.stream(HOLE, PATIENT, AbortSignal.abort()));
    await expect(cancelled).rejects.toMatchObject({ kind: "cancelled" });
  });
});

describe("learning", () => {
  const wanted = "const link = openConnection(settings, signal);\n";
  const begun = "const link = openC‸";

  test("a change of the file counts at the next key", async () => {
    const { offerAt } = typist();
    expect(await offerAt("limit = maximumRetries\nwait(maxi‸")).toBe("mumRetries");
    expect(await offerAt("limit = maximalPause\nwait(maxi‸")).toBe("malPause");
  });

  test("files nearby are learned behind the first key", async () => {
    const asked: string[] = [];
    const { offerAt, settled } = typist(async function* (path) {
      asked.push(path);
      yield { path: "src/other.ts", text: wanted.repeat(3) };
    });
    expect(await offerAt(begun)).toBe("");
    await settled();
    expect(await offerAt(begun)).toBe("onnection(settings, signal);");
    expect(await offerAt(begun, "src/third.ts")).toBe("onnection(settings, signal);");
    await settled();
    expect(asked).toEqual(["src/main.ts"]);
  });

  test("a new text of a file nearby takes the place of the old one", async () => {
    let words = ["smallest", "largest"];
    const { offerAt, settled } = typist(async function* () {
      yield { path: "lib/limits.ts", text: `const limit = ${words[0]};\n`.repeat(3) };
      words = words.slice(1);
    });
    await offerAt("‸", "a/main.ts");
    await settled();
    expect(await offerAt("const limit = ‸", "a/main.ts")).toBe("smallest;");
    await offerAt("‸", "b/main.ts");
    await settled();
    expect(await offerAt("const limit = ‸", "b/main.ts")).toBe("largest;");
  });

  test("the file itself outweighs others", async () => {
    const { offerAt, settled } = typist(async function* () {
      yield { path: "src/other.ts", text: "close(everything);\n" };
    });
    const file = "close(nothing);\nclose(nothing);\nclose(‸";
    await offerAt(file);
    await settled();
    expect(await offerAt(file)).toBe("nothing);");
  });

  test("the file that was left is known in the next one, as it was last", async () => {
    const { offerAt, settled } = typist();
    await offerAt(`oldName(settings);\n${wanted.repeat(3)}‸`, "src/a.ts");
    await offerAt(`${wanted.repeat(3)}‸`, "src/a.ts");
    await offerAt("‸", "src/b.ts");
    await settled();
    expect(await offerAt(begun, "src/b.ts")).toBe("onnection(settings, signal);");
    expect(await offerAt("oldN‸", "src/b.ts")).toBe("");
  });

  test("a file of another kind stays where it is", async () => {
    const { offerAt, settled } = typist();
    await offerAt(`${wanted.repeat(3)}‸`, ".env");
    await offerAt("‸", "src/b.ts");
    await settled();
    expect(await offerAt(begun, "src/b.ts")).toBe("");
  });

  test("an older text of the file that is written does not count", async () => {
    const { offerAt, settled } = typist();
    await offerAt(`${wanted.repeat(3)}‸`, "src/a.ts");
    await offerAt("‸", "src/b.ts");
    await settled();
    expect(await offerAt(begun, "src/a.ts")).toBe("");
  });
});

describe("bounds", () => {
  /** Places that a search visits after `lines` equal lines. */
  const search = (capacity: number, lines: number): readonly Place[] => {
    const vocabulary = createVocabulary();
    const index = createTokenIndex(capacity);
    const line = tokenize("x = x + x", vocabulary.learn);
    for (let count = 0; count < lines; count++) index.add(line, 1);
    const places: Place[] = [];
    index.search(
      [vocabulary.find("=")],
      () => true,
      (place) => places.push(place),
    );
    return places;
  };

  test("a search visits as many places in a large text as in a small one", () => {
    const few = search(1024, 100);
    expect(few.length).toBeGreaterThan(10);
    expect(search(2 ** 16, 10_000)).toHaveLength(few.length);
  });

  test("the oldest tokens make room, and what was forgotten is not found", () => {
    const vocabulary = createVocabulary();
    const index = createTokenIndex(64);
    const found = (word: string): number => {
      let count = 0;
      index.search(
        [vocabulary.find(word)],
        () => true,
        () => count++,
      );
      return count;
    };
    index.add(tokenize("first = value", vocabulary.learn), 1);
    expect(found("first")).toBe(1);
    for (let line = 0; line < 40; line++) index.add(tokenize(`name${line} = ${line}`, vocabulary.learn), 1);
    expect(found("first")).toBe(0);
    expect(found("name39")).toBe(1);
    expect([...index.recent(1000)]).toHaveLength(64);
    index.clear();
    expect(found("name39")).toBe(0);
  });

  test("a line of a megabyte is neither learned nor split", async () => {
    const { offerAt } = typist();
    const line = "value, ".repeat(150_000);
    expect(await offerAt(`${line}\nval‸`)).toBe("");
    expect(await offerAt(`${line}‸`)).toBe("");
  });
});

describe("tokens", () => {
  const rows: readonly [string, readonly string[]][] = [
    ["a.b_c($d1)", ["a", ".", "b_c", "(", "$d1", ")"]],
    ["  x  =\ty", ["x", "  =", "\ty"]],
    ["a          b", ["a", " b"]],
    ['"it\'s"', ['"', "it", "'", "s", '"']],
    ["naïve 🙂!", ["naïve", " 🙂", "!"]],
    [" \t ", []],
  ];
  test.each(rows)("%j", (line, expected) => {
    const vocabulary = createVocabulary();
    const { ids, gaps } = tokenize(line, vocabulary.learn);
    const gap = (at: number): string => ["", " ", "  ", "\t"][gaps[at] ?? 0] ?? "";
    expect(ids.map((id, at) => gap(at) + vocabulary.textOf(id))).toEqual(expected);
  });
});
