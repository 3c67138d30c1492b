// Owns the actions that end in new files: from a description, and as a translation of code that is there.
import { basename, dirname, extname } from "node:path";
import { pathOf } from "../../documents/workspace.ts";
import { Failure } from "../../trace/failure.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { type Aim, aimAt } from "./targets.ts";

export const newFileFromDescription: Action = {
  id: "new-file-from-description",
  kind: "source.new-file.treewright",
  needs: "an instruction (--instruction) that says what to write",
  result: "files",

  offers({ instruction }) {
    const words = instruction?.trim() ?? "";
    return words === "" ? [] : [{ title: `Write new files: ${words}`, span: { start: 0, end: 0 } }];
  },

  task({ document, syntax, instruction = "" }, { title, span }) {
    return {
      kind: "write-files",
      document,
      syntax,
      target: span,
      intent: { kind: "new-file-from-description", description: instruction.trim() },
      label: title,
      folder: dirname(pathIn(document.uri)),
    };
  },
};

/** Languages that code is translated to: how files of them are named, and the id in the protocol. */
const LANGUAGES = [
  { name: "TypeScript", id: "typescript", extension: ".ts", isKebab: true },
  { name: "JavaScript", id: "javascript", extension: ".js", isKebab: true },
  { name: "Python", id: "python", extension: ".py", isKebab: false },
  { name: "Go", id: "go", extension: ".go", isKebab: false },
  { name: "Rust", id: "rust", extension: ".rs", isKebab: false },
  { name: "Java", id: "java", extension: ".java", isKebab: true },
  { name: "C#", id: "csharp", extension: ".cs", isKebab: true },
  { name: "C++", id: "cpp", extension: ".cpp", isKebab: false },
  { name: "C", id: "c", extension: ".c", isKebab: false },
  { name: "Ruby", id: "ruby", extension: ".rb", isKebab: false },
  { name: "PHP", id: "php", extension: ".php", isKebab: true },
  { name: "Kotlin", id: "kotlin", extension: ".kt", isKebab: true },
  { name: "Swift", id: "swift", extension: ".swift", isKebab: true },
] as const;

export const translateToLanguage: Action = {
  id: "translate-to-language",
  kind: "source.translate.treewright",
  needs: `selected lines or the cursor in a symbol, and a language (--instruction): ${LANGUAGES.map(({ name }) => name).join(", ")}`,
  result: "files",
  choices: { question: "Translate to which language?", answers: LANGUAGES.map(({ name }) => name) },
  isForSelection: true,

  offers(view) {
    const { instruction } = view;
    const language = languageNamed(instruction);
    if (instruction !== undefined && language === undefined) return [];
    return [{ title: `Translate to ${language?.name ?? "another language"}`, span: aimOf(view).span }];
  },

  task(view, { title }) {
    const { document, syntax, instruction } = view;
    const language = languageNamed(instruction);
    if (language === undefined) throw new Failure("refused", "no language was named to translate to");
    const { span, symbol } = aimOf(view);
    const path = pathIn(document.uri);
    const stem = basename(path, extname(path));
    const name = language.isKebab ? stem : stem.replaceAll("-", "_");
    return {
      kind: "write-files",
      document,
      syntax,
      target: span,
      ...(symbol === undefined ? {} : { symbol }),
      intent: { kind: "translate-to-language", language: language.name },
      label: title,
      folder: dirname(path),
      file: { path: name + language.extension, languageId: language.id },
    };
  },
};

function languageNamed(name: string | undefined): (typeof LANGUAGES)[number] | undefined {
  const wanted = name?.trim().toLowerCase();
  return LANGUAGES.find((language) => language.name.toLowerCase() === wanted || language.id === wanted);
}

/** The selection or the symbol; the whole file where the cursor is in none. */
function aimOf(view: ActionView): Aim {
  const isSomewhere = view.isSelection || view.enclosing.length > 0;
  return isSomewhere ? aimAt(view) : { span: { start: 0, end: view.document.length } };
}

export function pathIn(uri: string): string {
  const path = pathOf(uri);
  if (path === undefined) {
    throw new Failure("refused", "the document is no file, so nothing can be put beside it", {
      remedy: "save it first",
    });
  }
  return path;
}
