// Owns the tests of file patterns, and that none of them takes long.
import { expect, test } from "vitest";
import { matchesGlob, splitGlobs } from "../../server/project/glob.ts";

test.each([
  ["src/a.ts", "*.ts", true],
  ["src/a.ts", "/*.ts", false],
  ["a.ts", "/*.ts", true],
  ["a.ts", "./*.ts", true],
  ["src/web/a.ts", "src/*.ts", false],
  ["src/web/a.ts", "src/**/*.ts", true],
  ["src/a.ts", "src/**/*.ts", true],
  ["src/a.ts", "src/**", true],
  ["src", "src/**", false],
  ["srcs/a.ts", "src/**", false],
  ["a/b/src/c.ts", "**/src/*.ts", true],
  ["a/mysrc/c.ts", "**/src/*.ts", false],
  ["a.tsx", "*.{ts,tsx}", true],
  ["a.js", "*.{ts,tsx}", false],
  ["a.test.ts", "*.{test,spec}.{ts,js}", true],
  ["file7.txt", "file{1..9}.txt", true],
  ["file12.txt", "file{1..9}.txt", false],
  ["b.ts", "[abc].ts", true],
  ["b.ts", "[!abc].ts", false],
  ["b.ts", "[a-c].ts", true],
  ["a.ts", "?.ts", true],
  ["ab.ts", "?.ts", false],
  ["a+b (c).ts", "a+b (c).ts", true],
  ["axb.ts", "a.b.ts", false],
  ["*.ts", "\\*.ts", true],
  ["a.ts", "\\*.ts", false],
  ["a.ts", "", false],
  ["Makefile", "Makefile", true],
])("%s and %s: %s", (path, pattern, isFit) => {
  expect(matchesGlob(path, pattern)).toBe(isFit);
});

test("hostile patterns end soon", () => {
  expect(matchesGlob(`${"a".repeat(4000)}b`, `${"**a".repeat(160)}c`)).toBe(false);
  expect(matchesGlob("a", "{a,b}".repeat(90))).toBe(false);
  expect(matchesGlob("a", "{1..999999999}")).toBe(false);
});

test("commas separate patterns, but not in braces", () => {
  expect(splitGlobs("**/*.ts, src/*.{js,jsx},")).toEqual(["**/*.ts", "src/*.{js,jsx}"]);
});
