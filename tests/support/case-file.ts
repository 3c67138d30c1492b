// Owns reading `.case` files: prose, the files of a situation, and named sections; knows nothing of what is tested.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** One situation. Section names stand without their `@`; every text ends with its last line's line ending. */
export type Case = {
  readonly name: string;
  readonly prose: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly sections: Readonly<Record<string, string>>;
};

const HEADER = /^-- (@?)(\S+) --$/;

/**
 * Reads a case: prose first, then `-- path --` and `-- @section --` lines, each followed by its text.
 * A section `@eol` that says `crlf` or `cr` gives every file, and what is expected, that line ending.
 */
export function parseCase(name: string, source: string): Case {
  const files: { path: string; text: string }[] = [];
  const sections: Record<string, string> = {};
  let prose = "";
  let append = (line: string): void => {
    prose += line;
  };
  for (const line of source.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const header = HEADER.exec(line.trimEnd());
    if (header === null) {
      append(line);
      continue;
    }
    const [, mark, title = ""] = header;
    if (mark === "@") {
      if (sections[title] !== undefined) throw new Error(`${name}: the section @${title} stands twice`);
      sections[title] = "";
      append = (text) => {
        sections[title] += text;
      };
    } else {
      const file = { path: title, text: "" };
      files.push(file);
      append = (text) => {
        file.text += text;
      };
    }
  }
  if (files.length === 0) throw new Error(`${name}: a case needs a file`);
  const eol = { crlf: "\r\n", cr: "\r" }[sections["eol"]?.trim() ?? ""] ?? "\n";
  const withEnding = (text: string): string => text.replaceAll("\n", eol);
  return {
    name,
    prose: prose.trim(),
    files: files.map(({ path, text }) => ({ path, text: withEnding(text) })),
    sections: {
      ...sections,
      ...(sections["expect"] === undefined ? {} : { expect: withEnding(sections["expect"]) }),
    },
  };
}

/** Every `.case` file of a folder, by name. */
export function readCases(folder: string): readonly Case[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".case"))
    .sort()
    .map((file) => parseCase(basename(file, ".case"), readFileSync(join(folder, file), "utf8")));
}

/** A section without its last line ending; undefined where the case has none. */
export function sectionOf(given: Case, name: string): string | undefined {
  return given.sections[name]?.replace(/\n$/, "");
}
