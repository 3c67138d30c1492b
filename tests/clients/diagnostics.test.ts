// Owns the tests of reading what checkers report.
import { describe, expect, test } from "vitest";
import { readDiagnostics } from "../../clients/cli/diagnostics.ts";

const isFile = (name: string): boolean => name === "a.ts" || name === "file:///a.ts";
const read = (text: string): readonly string[] =>
  readDiagnostics(text, isFile).map(({ range, message, code, severity }) => {
    const { line, character } = range.start;
    return `${line}:${character} ${severity ?? "-"} ${code ?? "-"} ${message}`;
  });
const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 7 } };

describe("diagnostics", () => {
  test.each([
    ["a list as in the protocol", [{ range, message: "m", code: 7, severity: 2 }], ["2:4 2 7 m"]],
    [
      "as a server publishes them",
      { uri: "file:///a.ts", diagnostics: [{ range, message: "m" }] },
      ["2:4 - - m"],
    ],
    ["of another file", { uri: "file:///b.ts", diagnostics: [{ range, message: "m" }] }, []],
    [
      "a list of published ones",
      [{ uri: "file:///a.ts", diagnostics: [{ range, message: "m" }] }],
      ["2:4 - - m"],
    ],
    ["none", [], []],
    [
      "SARIF",
      {
        version: "2.1.0",
        runs: [
          {
            results: [
              {
                ruleId: "py/x",
                level: "note",
                message: { text: "m" },
                locations: [
                  {
                    physicalLocation: {
                      artifactLocation: { uri: "a.ts" },
                      region: { startLine: 3, startColumn: 5 },
                    },
                  },
                ],
              },
              { message: { text: "without a place" } },
            ],
          },
        ],
      },
      ["2:4 3 py/x m"],
    ],
    [
      "eslint",
      [
        {
          filePath: "a.ts",
          messages: [{ ruleId: "no-undef", severity: 1, message: "m", line: 3, column: 5 }],
        },
        { filePath: "b.ts", messages: [{ message: "other", line: 1, column: 1 }] },
      ],
      ["2:4 2 no-undef m"],
    ],
    [
      "ruff",
      [
        {
          filename: "a.ts",
          code: "F821",
          message: "m",
          location: { row: 3, column: 5 },
          end_location: { row: 3, column: 8 },
        },
      ],
      ["2:4 1 F821 m"],
    ],
  ])("JSON: %s", (_name, value, expected) => {
    expect(read(JSON.stringify(value))).toEqual(expected);
  });

  test.each([
    ["tsc", "a.ts(3,5): error TS2304: Cannot find name 'x'.", ["2:4 1 2304 Cannot find name 'x'."]],
    ["tsc --pretty", "a.ts:3:5 - error TS2304: Cannot find name 'x'.", ["2:4 1 2304 Cannot find name 'x'."]],
    ["pyright, ruff, gcc", "a.ts:3:5: warning: unused", ["2:4 2 - unused"]],
    ["a line of another file", "b.ts:3:5: error: m", []],
    ["other lines", "Found 1 error.\n\n", []],
  ])("printed by %s", (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ["[{", "the diagnostics are broken JSON"],
    ['[{"message":"m"}]', "the diagnostics have an entry without range and message"],
  ])("%s is told", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
