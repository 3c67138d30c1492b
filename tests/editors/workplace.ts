// Owns a folder for one editor test: a file to work on, a scripted model, the settings that name it.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const SERVER = fileURLToPath(new URL("../../dist/treewright.cjs", import.meta.url));
export const CLIENTS = fileURLToPath(new URL("../../clients", import.meta.url));

export const FILE = `"""Shapes and numbers."""


def mean(values: list[float]) -> float:
    """Return the arithmetic mean; 0.0 for an empty list."""
    raise NotImplementedError


def area(width: float, height: float) -> float:
    return widht * height


def volume(width: float, height: float, depth: float) -> float:
    return${" "}
`;
export const IMPLEMENTED = FILE.replace(
  "    raise NotImplementedError\n",
  "    if not values:\n        return 0.0\n    return sum(values) / len(values)\n",
);
export const FIXED = FILE.replace("widht", "width");
export const INSTRUCTED = FILE.replace(
  "def area(width: float, height: float) -> float:\n    return widht * height",
  "def area(width: float, height: float) -> int:\n    return round(width * height)",
);
export const COMPLETED = FILE.replace("return \n", "return width * height * depth\n");

export const DOCUMENTED = FILE.replace(
  "def area(width: float, height: float) -> float:\n",
  'def area(width: float, height: float) -> float:\n    """Return the area of a rectangle."""\n',
);
export const TESTS = "from shapes import area\n\n\ndef test_area():\n    assert area(2, 3) == 6\n";
export const EXPLAINED = "It multiplies the width by the height.\n";

const fenced = (code: string): string => `\`\`\`python\n${code}\n\`\`\``;

/** The instruction and the diagnostic are in the prompt in the words of the test; the rest is for the stub. */
const ANSWERS = [
  { match: { kind: "fim" }, chunks: ["width * height", " * depth"] },
  {
    match: { kind: "chat", contains: "round to an int" },
    text: fenced("def area(width: float, height: float) -> int:\n    return round(width * height)"),
  },
  { match: { kind: "chat", contains: "Write a docstring" }, text: '"""Return the area of a rectangle."""' },
  { match: { kind: "chat", contains: "Write tests for" }, text: fenced(TESTS) },
  { match: { kind: "chat", contains: "Explain what" }, text: EXPLAINED },
  {
    match: { kind: "chat", contains: "undefined name widht" },
    text: fenced("def area(width: float, height: float) -> float:\n    return width * height"),
  },
  {
    match: { kind: "chat" },
    text: fenced(
      [
        "def mean(values: list[float]) -> float:",
        '    """Return the arithmetic mean; 0.0 for an empty list."""',
        "    if not values:",
        "        return 0.0",
        "    return sum(values) / len(values)",
      ].join("\n"),
    ),
  },
];

export type Workplace = {
  readonly folder: string;
  readonly file: string;
  readonly config: string;
  readonly dispose: () => void;
};

/** `answers` instead of the usual ones. */
export function makeWorkplace(answers: readonly object[] = ANSWERS, text = FILE): Workplace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "treewright-editor-")));
  const recording = join(folder, "recording.json");
  const config = join(folder, "config.json");
  const file = join(folder, "shapes.py");
  mkdirSync(join(folder, ".git"));
  writeFileSync(recording, JSON.stringify({ answers }));
  const backends = { script: { provider: "replay", recording } };
  writeFileSync(
    config,
    JSON.stringify({ backends, completion: { backend: "script" }, edits: { backend: "script" } }),
  );
  writeFileSync(file, text);
  return { folder, file, config, dispose: () => removeFolder(folder) };
}

/** A server that ends with its editor may still write its index there, so that more than one look is needed. */
export function removeFolder(folder: string): void {
  for (let tries = 1; ; tries++) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

const MOST_TRIES = 50;
const RETRY_MS = 100;
