// Owns the user's configuration file: where it lies, reading it, noticing changes; refuses broken and huge files as a whole.
import { readFileSync, statSync, unwatchFile, watchFile } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { nonEmpty } from "./environment.ts";
import { isObject } from "./setting-rows.ts";
import type { SettingNotice, SettingsStore } from "./settings.ts";

// A file of settings is a few kB; more is a mistake (a log, a model) that must not be parsed on start-up.
const LARGEST_FILE_BYTES = 256 * 1024;

// Polling survives editors that replace the file by renaming, and a file that does not exist yet.
const WATCH_INTERVAL_MS = 2000;

export type UserFileChoice = {
  /** Value of `--config`. */
  readonly argument?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
};

/** Path of the user's file: `--config`, else TREEWRIGHT_CONFIG, else the platform's configuration folder. */
export function userFilePath(choice: UserFileChoice): string {
  const { env, argument, platform = process.platform, home = homedir() } = choice;
  const named = argument ?? nonEmpty(env["TREEWRIGHT_CONFIG"]);
  if (named !== undefined) return resolve(named);
  const xdg = nonEmpty(env["XDG_CONFIG_HOME"]);
  if (xdg !== undefined) return join(xdg, "treewright", "config.json");
  if (platform === "win32")
    return join(env["APPDATA"] ?? join(home, "AppData", "Roaming"), "treewright", "config.json");
  if (platform === "darwin") return join(home, "Library", "Application Support", "treewright", "config.json");
  return join(home, ".config", "treewright", "config.json");
}

/** What a file says, or why it says nothing; `missing` is no fault unless the file was asked for by name. */
export type UserFile =
  | { readonly kind: "missing" }
  | { readonly kind: "broken"; readonly message: string }
  | { readonly kind: "read"; readonly values: Readonly<Record<string, unknown>> };

/** Reads the file: JSON with comments and trailing commas. Never throws. */
export function readUserFile(path: string): UserFile {
  let text: string;
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return broken(path, "is not a regular file");
    if (stats.size > LARGEST_FILE_BYTES) {
      return broken(path, `has ${stats.size} bytes, more than the ${LARGEST_FILE_BYTES} that are read`);
    }
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    return code === "ENOENT" ? { kind: "missing" } : broken(path, `cannot be read (${code})`);
  }
  const errors: ParseError[] = [];
  const withoutMark = text.replace(/^\uFEFF/, "");
  const values: unknown = parse(withoutMark, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [first] = errors;
  if (first !== undefined) {
    return broken(path, `is broken at ${placeOf(withoutMark, first.offset)}: ${wordsFor(first)}`);
  }
  if (values === undefined) return { kind: "read", values: {} };
  if (!isObject(values)) return broken(path, "must hold one object, in braces");
  return { kind: "read", values };
}

/**
 * Puts the file's values into the store. A broken file changes nothing, so that what was read before stays in force;
 * a missing one clears what it said.
 */
export function applyUserFile(settings: SettingsStore, path: string): readonly SettingNotice[] {
  const file = readUserFile(path);
  switch (file.kind) {
    case "broken":
      return [{ source: "user-file", key: "", message: file.message }];
    case "missing":
      return settings.set("user-file", {});
    case "read":
      return settings.set("user-file", file.values);
  }
}

/** Calls `listener` after the file changed, appeared or went away; returns what ends the watching. */
export function watchUserFile(
  path: string,
  listener: () => void,
  intervalMs = WATCH_INTERVAL_MS,
): () => void {
  const onChange = (): void => listener();
  watchFile(path, { interval: intervalMs, persistent: false }, onChange);
  return () => unwatchFile(path, onChange);
}

function broken(path: string, reason: string): UserFile {
  return {
    kind: "broken",
    message: `configuration file ${path} ${reason}; the settings from before stay in force`,
  };
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
}

/** `CommaExpected` as "comma expected". */
function wordsFor(error: ParseError): string {
  return printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
}
