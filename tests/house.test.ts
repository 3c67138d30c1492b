// Owns the rules of the house that no other tool checks: pages equal the code, files are small and say what they own.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { providersTable } from "../server/backends/providers.ts";
import { settingsTable } from "../server/config/settings.ts";
import { SOURCES } from "../server/context/collect.ts";
import { NOTE_SOURCES } from "../server/project/project.ts";
import { actionTable } from "./support/action-table.ts";
import { readCases } from "./support/case-file.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const GENERATED = new Set(["node_modules", "dist", ".git", "package-lock.json"]);
const TEXT = new Set([
  ".ts",
  ".mjs",
  ".cjs",
  ".js",
  ".json",
  ".jsonc",
  ".md",
  ".scm",
  ".lua",
  ".el",
  ".py",
  ".case",
  ".svg",
  "",
]);

/** Paths of all files the project keeps, relative to its root, `/` separated. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (GENERATED.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

const files = filesBelow("");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
/** Our own code; the demo's workspace is what it works on. */
const code = files.filter((path) => /^(server|clients)\/(?!cli\/demo\/).*\.ts$/.test(path));
const architecture = read("server/ARCHITECTURE.md");

/** What stands between two markers of a page. */
function section(page: string, name: string): string | undefined {
  return new RegExp(`<!-- ${name} -->\\n([^]*?)<!-- /${name} -->`).exec(read(page))?.[1]?.trim();
}

describe("pages equal the code", () => {
  it("lists every setting in the README as the code knows it", () => {
    expect(section("README.md", "settings")).toBe(settingsTable().trim());
  });

  it("shows every action in the README as its case file does", () => {
    const cases = readCases(join(root, "tests/features/cases"));
    expect(section("README.md", "actions")).toBe(actionTable(cases).trim());
  });

  it("lists every source of context in the README as the code knows it", () => {
    const rows = [...SOURCES, ...NOTE_SOURCES].map(({ id, doc }) => `| \`${id}\` | ${doc} |`);
    expect(section("README.md", "sources")).toBe(
      ["| source | what it tells |", "|---|---|", ...rows].join("\n"),
    );
  });

  it("lists every provider in the README as the code knows it", () => {
    expect(section("README.md", "providers")).toBe(providersTable().trim());
  });

  it("maps every room of the server, and no other", () => {
    const rooms = new Set(code.flatMap((path) => /^server\/([^/]+)\//.exec(path)?.[1] ?? []));
    const table = section("server/ARCHITECTURE.md", "rooms") ?? "";
    expect([...table.matchAll(/^\| `([a-z-]+)\/` \|/gm)].map((row) => row[1]).sort()).toEqual(
      [...rooms].sort(),
    );
  });

  it("names only files that exist in ARCHITECTURE.md", () => {
    const named = [...architecture.matchAll(/`([\w./-]+\/[\w.-]+\.[a-z]+|[\w-]+\.(?:ts|mjs))`/g)].map(
      (match) => match[1] ?? "",
    );
    expect(named.length).toBeGreaterThan(20);
    expect(
      named.filter((path) => !existsSync(join(root, "server", path)) && !existsSync(join(root, path))),
    ).toEqual([]);
  });

  it("names only functions that exist in ARCHITECTURE.md", () => {
    const named = [...architecture.matchAll(/`(\w+)\(\)`/g)].map((match) => match[1] ?? "");
    const source = code.map(read).join("\n");
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !new RegExp(`\\b${name}\\b *[(<]`).test(source))).toEqual([]);
  });

  it("tests every fault of the protocol and of documents by its number", () => {
    const tests = files.filter((path) => path.endsWith(".test.ts")).map(read);
    const named = new Set(
      tests.flatMap((text) => [...text.matchAll(/["'`](F\d\d)\b/g)].map((match) => match[1])),
    );
    const numbers = Array.from({ length: 19 }, (_, index) => `F${String(index + 1).padStart(2, "0")}`);
    expect(numbers.filter((number) => !named.has(number))).toEqual([]);
  });
});

describe("files", () => {
  it.each([
    ["server", 400],
    ["clients", 250],
  ])("in %s/ are at most %i lines long", (folder, limit) => {
    const long = files.filter(
      (path) =>
        path.startsWith(`${folder}/`) && TEXT.has(extname(path)) && read(path).split("\n").length > limit + 1,
    );
    expect(long).toEqual([]);
  });

  it("say in the first line what they own", () => {
    expect(code.filter((path) => !/^\/\/ [A-Z`][^\n]{20,}[.:;]\n/.test(read(path)))).toEqual([]);
  });

  it("are named after what they own", () => {
    const isVague = (path: string): boolean =>
      /^(utils?|helpers?|common|misc|index|.*-?managers?)$/.test(basename(path, extname(path))) &&
      // The room of the workspace's index owns one.
      path !== "server/index/index.ts";
    const isKebab = (path: string): boolean => /^[a-z0-9]+([-.][a-z0-9]+)*$/.test(basename(path));
    const sources = files.filter((path) => /\.(ts|mjs|cjs)$/.test(path) && !path.includes("/fixtures/"));
    expect(sources.filter((path) => isVague(path) || !isKebab(path))).toEqual([]);
  });

  it("name no place of the machine they were written on", () => {
    const places = [root.slice(0, -1), `${homedir()}/`];
    const isText = (path: string): boolean =>
      TEXT.has(extname(path)) && statSync(join(root, path)).size < 1e6;
    const texts = files.filter(isText);
    expect(texts.filter((path) => places.some((place) => read(path).includes(place)))).toEqual([]);
  });
});
