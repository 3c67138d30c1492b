// Owns the form of a rule's page: one weakness, what is wrong with it, what to write instead, and where each language shows it. Finds nothing.

/** What a value has to be for a pattern to match; all that is given must hold. */
export type ValueTest = {
  /** `built`: text put together with a value; `dynamic`: no constant; `outside`: read from a request, an argument, a user; `constant`: a literal. */
  readonly is?: "built" | "dynamic" | "outside" | "constant";
  readonly oneOf?: readonly string[];
  readonly like?: RegExp;
  readonly unlike?: RegExp;
};

export type CallTest =
  | { readonly kind: "argument"; readonly at: number | "any"; readonly value: ValueTest }
  | { readonly kind: "option"; readonly name: string; readonly value: ValueTest }
  | { readonly kind: "no-option"; readonly name: string }
  | { readonly kind: "no-argument"; readonly at: number }
  /** What the result is for: the name it is given, or the function it is made in. */
  | { readonly kind: "into"; readonly like: RegExp };

export type Pattern =
  | { readonly kind: "call"; readonly names: readonly string[]; readonly tests: readonly CallTest[] }
  | { readonly kind: "option" | "assign"; readonly names: readonly string[]; readonly value: ValueTest }
  | { readonly kind: "text" | "return"; readonly value: ValueTest };

/** What one language says about a weakness. */
export type LanguageRule = {
  readonly patterns: readonly Pattern[];
  /** Calls whose result is harmless here, whatever goes in. */
  readonly safe: readonly string[];
  /** Calls that, somewhere above in the same function, show that the value is looked at. */
  readonly guards: readonly string[];
  readonly bad: readonly string[];
  readonly good: readonly string[];
};

const SEVERITIES = ["low", "medium", "high"] as const;

export type Rule = {
  /** Such as `CWE-89`. */
  readonly id: string;
  readonly title: string;
  readonly severity: (typeof SEVERITIES)[number];
  /** What is wrong, and what to write instead; parts of one sentence. */
  readonly wrong: string;
  readonly instead: string;
  /** By language id. */
  readonly languages: ReadonlyMap<string, LanguageRule>;
};

/** Reads a page; throws RangeError that names the line nobody understands. */
export function readRulePage(page: string): Rule {
  const [head = "", ...sections] = page.split(/^## /m);
  const title = /^# ([A-Z]+-\d+): (.+)$/m.exec(head);
  const severity = SEVERITIES.find((each) => each === fieldOf(head, "severity"));
  if (title === null || severity === undefined)
    throw new RangeError("no title like # CWE-89: …, or no severity");
  const languages = new Map<string, LanguageRule>();
  for (const section of sections) {
    const rule = readSection(section.slice(section.indexOf("\n")));
    for (const id of languagesOf(section)) languages.set(id, rule);
  }
  return {
    id: title[1] ?? "",
    title: title[2] ?? "",
    severity,
    wrong: fieldOf(head, "wrong") ?? "",
    instead: fieldOf(head, "instead") ?? "",
    languages,
  };
}

function fieldOf(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.+)$`, "m").exec(head)?.[1]?.trim();
}

function readSection(section: string): LanguageRule {
  const examples = (kind: string): readonly string[] =>
    [...section.matchAll(new RegExp(`^\`\`\`\\w+ ${kind}\n([^]*?)^\`\`\``, "gm"))].flatMap(([, code = ""]) =>
      code.trimEnd().split(/\n\n+/),
    );
  const patterns: Pattern[] = [];
  const safe: string[] = [];
  const guards: string[] = [];
  for (const [, line = ""] of section.replace(/^```[^]*?^```/gm, "").matchAll(/^- (.+)$/gm)) {
    if (line.startsWith("safe ")) safe.push(...quoted(line));
    else if (line.startsWith("guarded by ")) guards.push(...quoted(line));
    else patterns.push(readPattern(line));
  }
  return { patterns, safe, guards, bad: examples("bad"), good: examples("good") };
}

function readPattern(line: string): Pattern {
  const [, kind = "", names = "", rest = ""] = /^(\w+)((?: `[^`]+`)*)(?:: (.+))?$/.exec(line) ?? [];
  switch (kind) {
    case "call":
      return { kind, names: quoted(names), tests: rest === "" ? [] : rest.split(" and ").map(readCallTest) };
    case "option":
    case "assign":
      return { kind, names: quoted(names), value: readValue(rest, line) };
    case "text":
    case "return":
      return { kind, value: readValue(rest, line) };
    default:
      throw new RangeError(`no pattern: ${line}`);
  }
}

function readCallTest(text: string): CallTest {
  const into = /^into (\/.+\/\w*)$/.exec(text)?.[1];
  if (into !== undefined) return { kind: "into", like: readRegExp(into) };
  const absent = /^no `([^`]+)`$/.exec(text)?.[1];
  if (absent !== undefined) return { kind: "no-option", name: absent };
  const missing = /^no argument (\d+)$/.exec(text)?.[1];
  if (missing !== undefined) return { kind: "no-argument", at: Number(missing) - 1 };
  const [, at, any, name, value = ""] =
    /^(?:argument (\d+)|(any argument)|`([^`]+)`) (is .+)$/.exec(text) ?? [];
  if (name !== undefined) return { kind: "option", name, value: readValue(value, text) };
  if (at === undefined && any === undefined) throw new RangeError(`no test of a call: ${text}`);
  return { kind: "argument", at: any === undefined ? Number(at) - 1 : "any", value: readValue(value, text) };
}

const VALUE =
  /^is(?: (built|dynamic|outside|constant))?(?: one of ((?:`[^`]+` ?)+))?(?: like (\/.+?\/\w*))?(?: unlike (\/.+?\/\w*))?$/;

function readValue(text: string, line: string): ValueTest {
  const [found, is, oneOf, like, unlike] = VALUE.exec(text) ?? [];
  if (found === undefined) throw new RangeError(`no test of a value: ${line}`);
  return {
    ...(is === "built" || is === "dynamic" || is === "outside" || is === "constant" ? { is } : {}),
    ...(oneOf === undefined ? {} : { oneOf: quoted(oneOf) }),
    ...(like === undefined ? {} : { like: readRegExp(like) }),
    ...(unlike === undefined ? {} : { unlike: readRegExp(unlike) }),
  };
}

function readRegExp(text: string): RegExp {
  const end = text.lastIndexOf("/");
  return new RegExp(text.slice(1, end), text.slice(end + 1));
}

function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}

/** Reads the page that tells what comes from outside. */
export function readOutsidePage(
  page: string,
  languageId: string,
): { readonly sources: readonly string[]; readonly handlers: readonly string[] } {
  const section = page.split(/^## /m).find((each) => languagesOf(each).includes(languageId)) ?? "";
  const lines = (kind: string): readonly string[] =>
    [...section.matchAll(new RegExp(`^- ${kind} (.+)$`, "gm"))].flatMap(([, names = ""]) => quoted(names));
  return { sources: lines("source"), handlers: lines("handler") };
}

/** The ids in the first line of a section, behind its `##`. */
function languagesOf(section: string): readonly string[] {
  return section
    .slice(0, section.indexOf("\n"))
    .split(",")
    .map((id) => id.trim());
}
