// Owns what an .editorconfig says about one file; knows the keys of its page and those that editors agree on beside it.
import { type CodeStyle, spaces, styleOf } from "./code-style.ts";
import { matchesGlob } from "./glob.ts";
import { settingLines } from "./setting-lines.ts";

/** `isRoot`: those of the folders above do not count. `path` counts from the folder of the file. */
export function readEditorConfig(
  text: string,
  path: string,
): { readonly isRoot: boolean; readonly style: CodeStyle } {
  const values = new Map<string, string>();
  let isRoot = false;
  let isInside: boolean | undefined;
  for (const line of settingLines(text)) {
    const section = /^\[(.+)\]$/.exec(line)?.[1];
    if (section !== undefined) {
      isInside = matchesGlob(path, section);
      continue;
    }
    const [, key = "", value = ""] = /^([\w-]+)\s*=\s*(.*)$/.exec(line.toLowerCase()) ?? [];
    if (isInside === undefined) isRoot ||= key === "root" && value === "true";
    if (isInside === true) values.set(key, value);
  }
  return { isRoot, style: toStyle(values) };
}

const LINE_ENDINGS = new Map([
  ["lf", "\n"],
  ["crlf", "\r\n"],
  ["cr", "\r"],
] as const);
const QUOTES = new Map([
  ["single", "single"],
  ["double", "double"],
] as const);
const TRUTH = new Map([
  ["true", true],
  ["false", false],
] as const);

function toStyle(values: ReadonlyMap<string, string>): CodeStyle {
  const size = values.get("indent_size");
  const width = size === "tab" ? values.get("tab_width") : (size ?? values.get("tab_width"));
  const isTab = values.get("indent_style") === "tab";
  return styleOf({
    indentUnit: isTab
      ? "\t"
      : values.get("indent_style") === "space" || size !== "tab"
        ? spaces(width)
        : undefined,
    quotes: find(QUOTES, values.get("quote_type")),
    lineWidth: widthOf(values.get("max_line_length")),
    lineEnding: find(LINE_ENDINGS, values.get("end_of_line")),
    finalNewline: find(TRUTH, values.get("insert_final_newline")),
  });
}

function find<Value>(words: ReadonlyMap<string, Value>, word: string | undefined): Value | undefined {
  return word === undefined ? undefined : words.get(word);
}

function widthOf(text: string | undefined): number | undefined {
  const width = Number(text);
  return Number.isInteger(width) && width > 0 ? width : undefined;
}
