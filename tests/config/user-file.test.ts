// Owns the rows on the user's configuration file: where it is looked for, and what becomes of a bad one (F55).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { cacheDirectory, environmentSettings } from "../../server/config/environment.ts";
import { createSettings } from "../../server/config/settings.ts";
import { applyUserFile, readUserFile, userFilePath, watchUserFile } from "../../server/config/user-file.ts";

const folder = mkdtempSync(join(tmpdir(), "treewright-config-"));
const file = join(folder, "config.json");
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["--config", { argument: "/a.json", env: { TREEWRIGHT_CONFIG: "/b.json" } }, "/a.json"],
  ["TREEWRIGHT_CONFIG", { env: { TREEWRIGHT_CONFIG: "/b.json", XDG_CONFIG_HOME: "/x" } }, "/b.json"],
  ["XDG_CONFIG_HOME", { env: { XDG_CONFIG_HOME: "/x" } }, "/x/treewright/config.json"],
  ["Linux", { env: {}, platform: "linux", home: "/h" }, "/h/.config/treewright/config.json"],
  [
    "macOS",
    { env: {}, platform: "darwin", home: "/h" },
    "/h/Library/Application Support/treewright/config.json",
  ],
  [
    "an empty variable",
    { env: { TREEWRIGHT_CONFIG: "" }, platform: "linux", home: "/h" },
    "/h/.config/treewright/config.json",
  ],
] as const)("the path by %s", (_name, choice, expected) => {
  expect(userFilePath(choice)).toBe(expected);
});

test.each([
  [{ TREEWRIGHT_CACHE: "/c" }, "linux", "/c"],
  [{ XDG_CACHE_HOME: "/x" }, "linux", "/x/treewright"],
  [{}, "linux", "/h/.cache/treewright"],
  [{}, "darwin", "/h/Library/Caches/treewright"],
] as const)("the cache folder of %o on %s", (env, platform, expected) => {
  expect(cacheDirectory(env, platform, "/h")).toBe(expected);
});

test.each([
  [{}, {}],
  [{ TREEWRIGHT_OFFLINE: "0" }, { offline: false }],
  [{ TREEWRIGHT_OFFLINE: "yes please" }, { offline: true }],
  [{ TREEWRIGHT_MODEL: "m" }, { "completion.model": "m", "edits.model": "m" }],
])("the environment %o sets %o", (env, expected) => {
  expect(environmentSettings(env)).toEqual(expected);
});

test("comments and trailing commas are allowed, and so is an empty file", () => {
  writeFileSync(file, '\uFEFF{ // mine\n  "offline": true, /* so\n there */\n}\n');
  expect(readUserFile(file)).toEqual({ kind: "read", values: { offline: true } });
  writeFileSync(file, "\n// later\n");
  expect(readUserFile(file)).toEqual({ kind: "read", values: {} });
});

describe("F55: a bad file is one notice, and the last good settings stay", () => {
  test.each([
    ["broken", '{\n  "offline": tru\n}', /config\.json is broken at line 2, column 14: invalid symbol/],
    ["cut off", '{ "offline": true', /is broken at line 1, column 18: close brace expected/],
    ["a list", "[1]", /must hold one object, in braces/],
    ["huge", `{"a":"${"x".repeat(300_000)}"}`, /has 300008 bytes, more than the 262144 that are read/],
  ])("%s", (_name, text, message) => {
    const settings = createSettings();
    writeFileSync(file, '{ "completion": { "maxTokens": 42 } }');
    expect(applyUserFile(settings, file)).toEqual([]);
    writeFileSync(file, text);
    const notices = applyUserFile(settings, file);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.message).toMatch(message);
    expect(settings.current().completion.maxTokens).toBe(42);
  });

  test("a folder in its place", () => {
    const place = join(folder, "folder.json");
    mkdirSync(place);
    expect(readUserFile(place)).toMatchObject({
      kind: "broken",
      message: expect.stringMatching(/is not a regular file/),
    });
  });

  test("a file that is not there says nothing", () => {
    const settings = createSettings();
    expect(applyUserFile(settings, join(folder, "none.json"))).toEqual([]);
    expect(settings.current().offline).toBe(false);
  });
});

test("a change on disk is noticed", async () => {
  const watched = join(folder, "watched.json");
  let size = 0;
  // Written until it is noticed: the watcher's first look may come after the first change.
  const writing = setInterval(() => writeFileSync(watched, "{}".padEnd(++size)), 5);
  await new Promise<void>((resolve) => {
    const stop = watchUserFile(
      watched,
      () => {
        stop();
        resolve();
      },
      10,
    );
  });
  clearInterval(writing);
});
