// Owns reading what checkers report: the protocol's own JSON, SARIF, the JSON of eslint and ruff, or the lines that compilers print.
import { wrongFile } from "./failure.ts";
import type { Diagnostic, Range } from "./protocol.ts";

/** One entry of a report; a file is named as the checker names it. */
export type Reported = { readonly file: string | undefined; readonly diagnostic: Diagnostic };

/** `src/a.ts(3,5): error TS2304: …` as `tsc` prints it, and `src/a.ts:3:5: F821 …` as most others do. */
const PRINTED = [
  /^(?<file>.+?)\((?<line>\d+),(?<column>\d+)\): (?<severity>error|warning|info) (?<code>[\w-]+): (?<message>.+)$/,
  /^(?<file>.+?):(?<line>\d+):(?<column>\d+):? (?:- )?(?:(?<severity>error|warning|info|note)(?: (?<code>TS\d+))?:? )?(?<message>.+)$/,
] as const;
const SEVERITIES: Readonly<Record<string, number>> = { error: 1, warning: 2, info: 3, note: 3 };
const ERROR = 1;

/** Everything `text` reports, in its order. */
export function readReport(text: string): readonly Reported[] {
  const start = text.trimStart()[0];
  return start === "[" || start === "{" ? readJson(text) : readPrinted(text);
}

/** What is reported for one file, or without a file; `isFile` tells whether a name or URI means the file asked about. */
export function readDiagnostics(text: string, isFile: (name: string) => boolean): readonly Diagnostic[] {
  return readReport(text)
    .filter(({ file }) => file === undefined || isFile(file))
    .map(({ diagnostic }) => diagnostic);
}

function readJson(text: string): readonly Reported[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrongFile("the diagnostics are broken JSON", "give a JSON list of diagnostics as in the protocol");
  }
  return collect(value, undefined);
}

/** The forms are told apart by the fields that only one of them has. */
function collect(value: unknown, file: string | undefined): readonly Reported[] {
  if (Array.isArray(value)) return value.flatMap((each) => collect(each, file));
  const entry = fieldsOf(value);
  if (entry === undefined) return [];
  if (Array.isArray(entry["runs"])) return entry["runs"].flatMap(readSarifRun);
  if (Array.isArray(entry["messages"]) && typeof entry["filePath"] === "string") {
    const { filePath, messages } = entry as {
      readonly filePath: string;
      readonly messages: readonly unknown[];
    };
    return messages.flatMap((message) => readEslint(filePath, fieldsOf(message)));
  }
  if (typeof entry["filename"] === "string" && fieldsOf(entry["location"]) !== undefined)
    return [readRuff(entry)];
  if ("diagnostics" in entry) {
    const uri = typeof entry["uri"] === "string" ? entry["uri"] : file;
    return collect(entry["diagnostics"], uri);
  }
  if (isDiagnostic(value)) return [{ file, diagnostic: value }];
  throw wrongFile(
    "the diagnostics have an entry without range and message",
    'each needs { "range": { "start", "end" }, "message" } as in the protocol',
  );
}

function readSarifRun(run: unknown): readonly Reported[] {
  const results = fieldsOf(run)?.["results"];
  return (Array.isArray(results) ? results : []).flatMap((each): readonly Reported[] => {
    const result = fieldsOf(each);
    const location = fieldsOf(listOf(result?.["locations"])[0]);
    const physical = fieldsOf(location?.["physicalLocation"]);
    const region = fieldsOf(physical?.["region"]);
    const uri = fieldsOf(physical?.["artifactLocation"])?.["uri"];
    const message = fieldsOf(result?.["message"])?.["text"];
    if (region === undefined || typeof uri !== "string" || typeof message !== "string") return [];
    const range = rangeFrom(
      region["startLine"],
      region["startColumn"],
      region["endLine"],
      region["endColumn"],
    );
    const level = typeof result?.["level"] === "string" ? result["level"] : "warning";
    return [
      {
        file: uri,
        diagnostic: { range, message, severity: SEVERITIES[level] ?? ERROR, ...codeOf(result?.["ruleId"]) },
      },
    ];
  });
}

function readEslint(file: string, message: Fields | undefined): readonly Reported[] {
  if (typeof message?.["message"] !== "string") return [];
  const { line, column, endLine, endColumn, ruleId, severity } = message;
  const diagnostic = {
    range: rangeFrom(line, column, endLine, endColumn),
    message: message["message"],
    // 1 warns and 2 fails, the other way round than in the protocol.
    severity: severity === 1 ? 2 : ERROR,
    ...codeOf(ruleId),
  };
  return [{ file, diagnostic }];
}

function readRuff({ filename, location, end_location: end, message, code }: Fields): Reported {
  const [from, to] = [fieldsOf(location), fieldsOf(end)];
  const range = rangeFrom(from?.["row"], from?.["column"], to?.["row"], to?.["column"]);
  return {
    file: String(filename),
    diagnostic: { range, message: String(message), severity: ERROR, ...codeOf(code) },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function codeOf(code: unknown): { readonly code?: string } {
  return typeof code === "string" && code !== "" ? { code } : {};
}

/** Lines and columns from 1; without an end it is the start. */
function rangeFrom(line: unknown, column: unknown, endLine: unknown, endColumn: unknown): Range {
  const from0 = (value: unknown, other: number): number =>
    typeof value === "number" && value >= 1 ? value - 1 : other;
  const start = { line: from0(line, 0), character: from0(column, 0) };
  const end = { line: from0(endLine, start.line), character: from0(endColumn, start.character) };
  return { start, end };
}

function isDiagnostic(value: unknown): value is Diagnostic {
  const entry = fieldsOf(value);
  const range = fieldsOf(entry?.["range"]);
  const isPosition = (position: unknown): boolean => {
    const fields = fieldsOf(position);
    return fields !== undefined && "line" in fields && "character" in fields;
  };
  return typeof entry?.["message"] === "string" && isPosition(range?.["start"]) && isPosition(range?.["end"]);
}

function readPrinted(text: string): readonly Reported[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const found = PRINTED.map((pattern) => pattern.exec(line)?.groups).find((groups) => groups !== undefined);
    if (found === undefined) return [];
    const start = { line: Number(found["line"]) - 1, character: Number(found["column"]) - 1 };
    const code = found["code"];
    return [
      {
        file: found["file"] ?? "",
        diagnostic: {
          range: { start, end: start },
          message: found["message"] ?? "",
          severity: SEVERITIES[found["severity"] ?? "error"] ?? ERROR,
          ...(code === undefined ? {} : { code: code.replace(/^TS(?=\d)/, "") }),
        },
      },
    ];
  });
}
