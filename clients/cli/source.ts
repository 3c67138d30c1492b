// Owns the text a command works on: read from a file or standard input, refused where it is no text.
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { wrongFile, wrongUsage } from "./failure.ts";
import { packageRoot } from "./package-root.ts";
import { realPath } from "./workspace.ts";

/** The second is how the arguments of this process name it, where `-:3` would pass for an option. */
const STANDARD_INPUT: readonly string[] = ["-", "/dev/stdin"];
const BYTE_ORDER_MARK = "\uFEFF";
// The languages of other tools' ids; those with a grammar come from grammars/languages.json.
const PLAIN_TEXT = "plaintext";

export type Source = {
  /** As the user named it. */
  readonly name: string;
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly languageId: string;
  /** Without a byte order mark. */
  readonly text: string;
  readonly byteOrderMark: string;
  readonly isStandardInput: boolean;
};

export type SourceOptions = {
  readonly language?: string | undefined;
  /** Name of what standard input holds. */
  readonly path?: string | undefined;
};

/** Whether a place may lie in a file of this name. */
export function isSource(file: string): boolean {
  return STANDARD_INPUT.includes(file) || existsSync(file);
}

export function readSource(file: string, options: SourceOptions): Source {
  const isStandardInput = STANDARD_INPUT.includes(file);
  if (isStandardInput && options.path === undefined) {
    throw wrongUsage("standard input has no name", "add --path NAME, the file it stands for");
  }
  if (!isStandardInput && options.path !== undefined) {
    throw wrongUsage("--path names what standard input holds", "give - as the file, or leave --path out");
  }
  const name = options.path ?? file;
  const text = decode(name, isStandardInput ? readStandardInput() : readFile(file));
  const byteOrderMark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  return {
    name,
    path: realPath(name),
    languageId: options.language ?? languageIdOf(name),
    text: text.slice(byteOrderMark.length),
    byteOrderMark,
    isStandardInput,
  };
}

/** The whole of standard input, which can be read once. */
export function readStandardInput(): Buffer {
  if (process.stdin.isTTY) {
    throw wrongUsage("standard input is the keyboard", "pipe something into this command, or give a file");
  }
  return readFileSync(process.stdin.fd);
}

/** The bytes of a file, or a sentence on why there are none. */
export function readFile(file: string): Buffer {
  try {
    if (statSync(file).isDirectory()) throw wrongFile(`${file} is a folder`, "give a file");
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === undefined) throw error;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw wrongFile(`there is no file ${file}`, "check the path");
    throw wrongFile(`${file} cannot be read (${String(code)})`, "check that you may read it");
  }
}

function decode(name: string, bytes: Buffer): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Told below, in the same words as for zero bytes.
  }
  throw wrongFile(`${name} is a binary file or is not UTF-8`, "give a text file in UTF-8");
}

/** Whether files of this name have a grammar. */
export function isKnownLanguage(name: string): boolean {
  return languageIdOf(name) !== PLAIN_TEXT;
}

/** The protocol's id of a file's language, by the extension of its name. */
function languageIdOf(name: string): string {
  const extension = extname(name).toLowerCase();
  const file = join(packageRoot(), "grammars", "languages.json");
  const languages = JSON.parse(readFileSync(file, "utf8")) as readonly LanguageRow[];
  return languages.find(({ extensions }) => extensions.includes(extension))?.id ?? PLAIN_TEXT;
}

type LanguageRow = { readonly id: string; readonly extensions: readonly string[] };
