// Owns reading what checkers report: the protocol's own JSON, or the lines that compilers print.
import { wrongFile } from "./failure.ts";
import type { Diagnostic } from "./protocol.ts";

/** `src/a.ts(3,5): error TS2304: …` as `tsc` prints it, and `src/a.ts:3:5: F821 …` as most others do. */
const PRINTED = [
  /^(?<file>.+?)\((?<line>\d+),(?<column>\d+)\): (?<severity>error|warning|info) (?<code>[\w-]+): (?<message>.+)$/,
  /^(?<file>.+?):(?<line>\d+):(?<column>\d+):? (?:- )?(?:(?<severity>error|warning|info|note)(?: (?<code>TS\d+))?:? )?(?<message>.+)$/,
] as const;
const SEVERITIES: Readonly<Record<string, number>> = { error: 1, warning: 2, info: 3, note: 3 };
const ERROR = 1;

/**
 * The diagnostics that `text` reports for one file. Of JSON it takes a list of diagnostics, `{ uri, diagnostics }` as
 * servers publish it, or a list of those. `isFile` tells whether a name or URI means the file asked about.
 */
export function readDiagnostics(text: string, isFile: (name: string) => boolean): readonly Diagnostic[] {
  const start = text.trimStart()[0];
  return start === "[" || start === "{" ? readJson(text, isFile) : readPrinted(text, isFile);
}

function readJson(text: string, isFile: (name: string) => boolean): readonly Diagnostic[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrongFile("the diagnostics are broken JSON", "give a JSON list of diagnostics as in the protocol");
  }
  const collect = (each: unknown): readonly Diagnostic[] => {
    if (Array.isArray(each)) return each.flatMap(collect);
    if (typeof each !== "object" || each === null) return [];
    if ("diagnostics" in each) {
      const uri = "uri" in each ? String(each.uri) : undefined;
      return uri === undefined || isFile(uri) ? collect(each.diagnostics) : [];
    }
    if (isDiagnostic(each)) return [each];
    throw wrongFile(
      "the diagnostics have an entry without range and message",
      'each needs { "range": { "start", "end" }, "message" } as in the protocol',
    );
  };
  return collect(value);
}

function isDiagnostic(value: object): value is Diagnostic {
  const isPosition = (position: unknown): boolean =>
    typeof position === "object" && position !== null && "line" in position && "character" in position;
  if (!("range" in value) || !("message" in value) || typeof value.message !== "string") return false;
  const { range } = value;
  if (typeof range !== "object" || range === null || !("start" in range) || !("end" in range)) return false;
  return isPosition(range.start) && isPosition(range.end);
}

function readPrinted(text: string, isFile: (name: string) => boolean): readonly Diagnostic[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const found = PRINTED.map((pattern) => pattern.exec(line)?.groups).find((groups) => groups !== undefined);
    if (found === undefined || !isFile(found["file"] ?? "")) return [];
    const start = { line: Number(found["line"]) - 1, character: Number(found["column"]) - 1 };
    const code = found["code"];
    return [
      {
        range: { start, end: start },
        message: found["message"] ?? "",
        severity: SEVERITIES[found["severity"] ?? "error"] ?? ERROR,
        ...(code === undefined ? {} : { code: code.replace(/^TS(?=\d)/, "") }),
      },
    ];
  });
}
