// Owns the source that shows a test file what it tests, and code what its tests expect of it; the pair is known by its name.
import { basename, dirname, extname, join, relative, sep } from "node:path";
import { pathOf } from "../../documents/workspace.ts";
import { signatureLine } from "../outline.ts";
import type { ContextSource, FoundItem, SourcePorts, SourceRequest } from "../source.ts";

const MOST_SIGNATURES = 12;
// Lines of a test beside the one that names what is tested.
const LINES_BEFORE = 1;
const LINES_AFTER = 6;
const MOST_EXCERPTS = 2;
const TEST_NAME = /^(?:test_(.+)|(.+?)(?:[._-](?:test|spec|tests)|Tests?))$/;
const TEST_FOLDERS = ["tests", "test", "__tests__", "spec"];

export const testPairs: ContextSource = {
  id: "test-pairs",
  doc: "In a test file the signatures of what it tests, elsewhere how the tests of the file use the function at the cursor.",
  async find(request, ports, signal) {
    const path = pathOf(request.document.uri);
    const folder = path && ports.workspace.folderOf(path);
    if (path === undefined || folder === undefined) return [];
    const tested = testedName(path);
    const found =
      tested === undefined
        ? await expectations(request, ports, testPaths(path, folder))
        : await signatures(request, ports, testedPaths(path, folder, tested));
    signal.throwIfAborted();
    return found;
  },
};

async function signatures(
  { syntax }: SourceRequest,
  { files, workspace }: SourcePorts,
  paths: readonly string[],
): Promise<readonly FoundItem[]> {
  const file = await files.readFirst(paths);
  const exported = file?.symbols.filter(({ isExported }) => isExported).slice(0, MOST_SIGNATURES) ?? [];
  return exported.map((symbol) => ({
    uri: file?.uri ?? "",
    path: workspace.relativePath(file?.uri ?? ""),
    span: symbol.span,
    text: signatureLine(symbol, syntax.language.block),
    score: 0.5,
    why: `${symbol.name} is tested here`,
  }));
}

/** Where tests name the function at the cursor. They are not looked for while somebody types: that takes too many files. */
async function expectations(
  { enclosing, target, typing }: SourceRequest,
  { files, workspace }: SourcePorts,
  paths: readonly string[],
): Promise<readonly FoundItem[]> {
  const name = typing === undefined ? (target ?? enclosing.at(-1))?.name : undefined;
  const file = name === undefined ? undefined : await files.readFirst(paths);
  const text = file && (await workspace.read(file.path))?.text;
  if (name === undefined || file === undefined || text === undefined) return [];
  return excerpts(text, name).map(({ span, shown }) => ({
    uri: file.uri,
    path: workspace.relativePath(file.uri),
    span,
    text: shown,
    score: 0.5,
    why: `a test uses ${name}`,
  }));
}

type Excerpt = { readonly span: { readonly start: number; readonly end: number }; readonly shown: string };

function excerpts(text: string, name: string): readonly Excerpt[] {
  const lines = text.split("\n");
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length + 1;
  }
  const found: Excerpt[] = [];
  let shownTo = 0;
  for (const [index, line] of lines.entries()) {
    if (index < shownTo || !line.includes(`${name}(`) || found.length === MOST_EXCERPTS) continue;
    const [from, to] = [Math.max(shownTo, index - LINES_BEFORE), Math.min(lines.length, index + LINES_AFTER)];
    shownTo = to;
    const span = { start: starts[from] ?? 0, end: starts[to] ?? text.length };
    found.push({ span, shown: lines.slice(from, to).join("\n").trimEnd() });
  }
  return found;
}

/** The name of what a test file tests; undefined for any other file. */
function testedName(path: string): string | undefined {
  const found = TEST_NAME.exec(basename(path, extname(path)));
  return found?.[1] ?? found?.[2];
}

function testPaths(path: string, folder: string): readonly string[] {
  const [place, extension] = [dirname(path), extname(path)];
  const name = basename(path, extension);
  const names =
    extension === ".py"
      ? [`test_${name}.py`, `${name}_test.py`]
      : [
          `${name}.test${extension}`,
          `${name}.spec${extension}`,
          `${name}_test${extension}`,
          `${name}Test${extension}`,
        ];
  const inside = relative(folder, place).split(sep);
  // `src/web/a.ts` has its tests in `tests/web` or `tests`.
  const mirrored = [inside, inside.slice(1), []].map((parts) => parts.join(sep));
  const places = [
    place,
    ...TEST_FOLDERS.map((each) => join(place, each)),
    ...TEST_FOLDERS.slice(0, 2).flatMap((each) => mirrored.map((below) => join(folder, each, below))),
  ];
  return [...new Set(places)].flatMap((each) => names.map((file) => join(each, file)));
}

function testedPaths(path: string, folder: string, name: string): readonly string[] {
  const [place, extension] = [dirname(path), extname(path)];
  const inside = relative(folder, place).split(sep);
  const outside = inside.filter((part) => !TEST_FOLDERS.includes(part)).join(sep);
  const top = outside.split(sep)[0] ?? "";
  const places = [
    place,
    join(folder, outside),
    join(folder, "src", outside),
    join(folder, "lib", outside),
    join(folder, "src", top, outside),
  ];
  return [...new Set(places)]
    .map((each) => join(each, `${name}${extension}`))
    .filter((each) => each !== path);
}
