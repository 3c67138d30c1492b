// Owns the .scm files: inheritance, the vocabulary of captures, one compiled query per question; knows no trees.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../trace/failure.ts";
import { once } from "./once.ts";
import type { Query } from "./tree.ts";

export const QUERY_FILES = ["tags", "scopes", "types", "bindings", "parts", "flow"] as const;
export type QueryFile = (typeof QUERY_FILES)[number];

/** The captures each file may use; grammars/README.md says what they mean. Names with a leading `_` serve predicates only. */
export const CAPTURES: Readonly<Record<QueryFile, readonly string[]>> = {
  tags: [
    "definition.function",
    "definition.method",
    "definition.constructor",
    "definition.class",
    "definition.interface",
    "definition.type",
    "definition.enum",
    "definition.enum-member",
    "definition.variable",
    "definition.constant",
    "definition.property",
    "definition.field",
    "definition.module",
    "name",
    "given",
    "body",
    "body.after",
    "body.before",
    "open",
    "inner",
    "outer",
    "outer.exported",
    "decorator",
    "comment",
    "docstring",
    "exported",
    "stub",
  ],
  scopes: [
    "block",
    "block.open",
    "block.after",
    "block.before",
    "open",
    "statement",
    "comment",
    "string",
    "string.open",
    "code",
    "import",
    "import.open",
    "import.source",
    "import.name",
    "import.member",
    "import.imported",
    "import.default",
    "import.namespace",
    "import.all",
    "import.export",
    "export.name",
    "export.local",
  ],
  types: ["type", "type.declared", "type.parameter"],
  bindings: ["binding", "binding.name", "binding.type", "binding.value", "binding.element"],
  parts: [
    "guarded",
    "call",
    "choice",
    "choice.subject",
    "case",
    "case.label",
    "default",
    "untyped",
    "union",
    "union.name",
    "union.body",
    "variant",
    "tag",
    "tag.name",
    "tag.value",
    "enumeration",
    "enumeration.name",
    "typed",
    "typed.name",
    "typed.type",
    "parent",
    "parent.name",
    "abstract",
    "optional",
    "promise-chain",
    "concatenation",
    "function-expression",
    "format-string",
    "collecting-loop",
  ],
  flow: [
    "function",
    "function.name",
    "parameter",
    "decorated",
    "decorated.by",
    "assignment",
    "assignment.target",
    "assignment.value",
    "append",
    "append.target",
    "append.value",
    "call",
    "call.callee",
    "call.arguments",
    "argument",
    "option",
    "option.name",
    "option.value",
    "return",
    "return.value",
    "text",
    "hole",
    "joined",
    "tagged",
    "list",
    "name",
    "member",
    "access",
    "access.by",
    "access.name",
    "aside",
    "type",
    "bound",
  ],
};

/** A language does without these files; the questions they answer find nothing in it. */
const OPTIONAL: readonly QueryFile[] = ["bindings", "parts", "flow"];

/** One query per question the room asks, compiled at the first one; each holds only the patterns that answer it. */
export type LanguageQueries = {
  /** `definition.*`, `name`, `body`. */
  readonly definitions: () => Query;
  /** What stands around and inside definitions: wrappers, decorators, comments, docstrings, stubs. */
  readonly surroundings: () => Query;
  /** All of the questions about a whole file that are not asked of a place: what tags.scm and the imports hold. */
  readonly outline: () => Query;
  /** Names exported away from their definition; only near the top of the file. */
  readonly exported: () => Query;
  readonly scopes: () => Query;
  readonly imports: () => Query;
  readonly comments: () => Query;
  readonly types: () => Query;
  /** Names that get a type or a value. */
  readonly bindings: () => Query;
  /** Places that code actions look for. */
  readonly parts: () => Query;
  /** What the code does with values. */
  readonly flow: () => Query;
  readonly problems: () => Query;
};

export type QueryPorts = {
  /** Throws where a pattern names a node that the grammar does not have. */
  readonly compile: (source: string) => Query;
  /** Told once of each query that does not compile; it finds nothing then. */
  readonly tell: (question: string, error: unknown) => void;
};

/** Reads all queries of one language folder and compiles each when it is first asked; throws where a file is missing or uses an unknown capture. */
export function loadQueries(folder: string, ports: QueryPorts): LanguageQueries {
  const tags = readPatterns(folder, "tags");
  const scopes = readPatterns(folder, "scopes");
  const types = readPatterns(folder, "types");
  const around = ["inner", "outer", "outer.exported", "decorator", "comment", "docstring", "stub"];
  const ties = select(scopes, ["import.source", "import.name", "import.all", "export.name"]);
  // Compiling all of them takes 75 ms for TypeScript, half of it for the definitions.
  const query = (question: string, patterns: readonly string[]): (() => Query) =>
    once(() => compileOrTell(question, patterns.join("\n"), ports));
  return {
    definitions: query("definitions", select(tags, ["name"])),
    surroundings: query("surroundings", select(tags, around)),
    exported: query("exported", select(tags, ["exported"])),
    outline: query("outline", [...tags, ...ties]),
    scopes: query("scopes", scopes),
    imports: query("imports", ties),
    comments: query("comments", select(scopes, ["comment"])),
    types: query("types", types),
    bindings: query("bindings", readPatterns(folder, "bindings")),
    parts: query("parts", readPatterns(folder, "parts")),
    flow: query("flow", readPatterns(folder, "flow")),
    problems: query("problems", ["(ERROR) @error", "(MISSING) @missing"]),
  };
}

function compileOrTell(question: string, source: string, { compile, tell }: QueryPorts): Query {
  try {
    return compile(source);
  } catch (error) {
    tell(question, error);
    return compile("");
  }
}

/** The top-level patterns of one file, inherited ones last, so that a language's own patterns win. */
export function readPatterns(folder: string, file: QueryFile): readonly string[] {
  if (OPTIONAL.includes(file) && !existsSync(join(folder, `${file}.scm`))) return [];
  const source = readFileSync(join(folder, `${file}.scm`), "utf8");
  const parent = /^; inherits: (\S+)/m.exec(source)?.[1];
  const own = splitPatterns(source);
  for (const capture of own.flatMap(capturesOf)) {
    if (!capture.startsWith("_") && !CAPTURES[file].includes(capture)) {
      throw new Failure("bug", `${file}.scm uses the unknown capture @${capture}`);
    }
  }
  return parent === undefined ? own : [...own, ...readPatterns(join(folder, "..", parent), file)];
}

function select(patterns: readonly string[], captures: readonly string[]): readonly string[] {
  return patterns.filter((pattern) => capturesOf(pattern).some((name) => captures.includes(name)));
}

function capturesOf(pattern: string): readonly string[] {
  const code = pattern.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
  return [...code.matchAll(/@([\w.-]+)/g)].map((match) => match[1] ?? "");
}

/** Cuts a query into its top-level patterns with the captures behind them; comments are left out. */
function splitPatterns(source: string): readonly string[] {
  const patterns: string[] = [];
  let depth = 0;
  let current = "";
  for (const [token] of source.matchAll(/;[^\n]*|"(?:[^"\\]|\\.)*"|[()[\]]|[^;"()[\]]+/g)) {
    if (token.startsWith(";")) continue;
    const isOpening = token === "(" || token === "[";
    if (isOpening && depth === 0 && current.trim() !== "") {
      patterns.push(current.trim());
      current = "";
    }
    if (isOpening) depth += 1;
    if (token === ")" || token === "]") depth -= 1;
    current += token;
  }
  if (current.trim() !== "") patterns.push(current.trim());
  return patterns;
}
