// Owns the notes on style: first what the file itself shows, then what settings of the project say beyond that.
import { join } from "node:path";
import type { WorkspaceFile } from "../documents/workspace.ts";
import { type CodeStyle, describeStyle } from "./code-style.ts";
import { conventionsOf } from "./conventions.ts";
import { foldersUp } from "./folders.ts";
import type { FoundNote, NotePorts, NoteRequest, NoteSource } from "./note.ts";
import { findStyles } from "./style-files.ts";
import { MANIFESTS, testFrameworkOf } from "./test-frameworks.ts";

export const conventions: NoteSource = {
  id: "conventions",
  doc: "Quotes, semicolons, names and test framework as the file itself shows them; told to code actions only.",
  find({ document, syntax }, { workspace }) {
    const { style, names, tests } = conventionsOf(document, syntax);
    const facts = describeStyle(style);
    if (names !== undefined) facts.push(`functions are named in ${names}`);
    if (tests !== undefined) facts.push(`tests are written with ${tests}`);
    return facts.map((text) => ({
      role: "fact",
      uri: document.uri,
      path: workspace.relativePath(document.uri),
      span: { start: 0, end: 0 },
      text,
      why: "the file is written so",
    }));
  },
};

export const projectStyle: NoteSource = {
  id: "project-style",
  doc: "What .editorconfig, formatters and the list of packages say about style and tests; told to code actions only.",
  async find(request, ports) {
    const [style, tests] = await Promise.all([styleNotes(request, ports), testNotes(request, ports)]);
    return [...style, ...tests];
  },
};

/** What a weightier file, or the document itself, says otherwise is not told. */
async function styleNotes(request: NoteRequest, { workspace }: NotePorts): Promise<readonly FoundNote[]> {
  const { document, syntax } = request;
  const seen = conventionsOf(document, syntax).style;
  const known = new Set<string>(Object.keys(seen));
  const notes: FoundNote[] = [];
  const files = await findStyles({ ...request, workspace, languageId: document.languageId });
  for (const { style, uri, path, length } of [...files].reverse()) {
    const told = Object.fromEntries(Object.entries(style).filter(([key]) => !known.has(key))) as CodeStyle;
    for (const key of Object.keys(told)) known.add(key);
    const text = describeStyle(told).join(", ");
    const span = { start: 0, end: length };
    if (text !== "") notes.push({ role: "fact", uri, path, span, text, why: `${path} says so` });
  }
  return notes;
}

/** Told in a test file that does not show its framework. */
async function testNotes(request: NoteRequest, { workspace }: NotePorts): Promise<readonly FoundNote[]> {
  const { document, syntax, path, folder, isAboutTests } = request;
  const { languageId } = document;
  if (!isAboutTests || conventionsOf(document, syntax).tests !== undefined) return [];
  const names = MANIFESTS.filter(({ languages }) => languages.includes(languageId)).flatMap(
    ({ files }) => files,
  );
  for (const above of foldersUp(path, folder)) {
    for (const name of names) {
      const file = await workspace.read(join(above, name));
      const framework = file && testFrameworkOf(languageId, file.text);
      if (file !== undefined && framework !== undefined) {
        return [{ role: "fact", ...placeOf(file, workspace), text: `tests are written with ${framework}` }];
      }
    }
  }
  return [];
}

function placeOf(
  { uri, text }: WorkspaceFile,
  workspace: NotePorts["workspace"],
): Pick<FoundNote, "uri" | "path" | "span" | "why"> {
  const path = workspace.relativePath(uri);
  return { uri, path, span: { start: 0, end: text.length }, why: `${path} names it` };
}
