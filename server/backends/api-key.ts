// Owns where a backend's key comes from and to which address it may go (R1); never puts one into a message.
import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { promisify } from "node:util";
import type { BackendSettings } from "../config/settings.ts";
import { Failure } from "../trace/failure.ts";
import { isLoopback } from "./openai-backend.ts";
import type { Provider } from "./providers.ts";

// A password store may wait for the user to unlock it.
const COMMAND_LIMIT_MS = 30_000;
// Rights of the group and of everybody.
const OTHERS = 0o077;

export type KeyQuestion = {
  readonly id: string;
  readonly provider: Provider;
  readonly entry: BackendSettings | undefined;
  readonly baseUrl: string;
  readonly env: NodeJS.ProcessEnv;
};

/**
 * The key for a backend, undefined where none is needed. A provider's own variable is sent to the provider's own origin only;
 * for another address the settings must name the variable, file or command. Over plain http a key goes to this computer alone.
 */
export async function findKey(question: KeyQuestion): Promise<string | undefined> {
  const { id, baseUrl, entry } = question;
  const { keyCommand, keyFile } = entry ?? {};
  const key =
    keyCommand !== undefined
      ? await runKeyCommand(id, keyCommand)
      : keyFile !== undefined
        ? await readKeyFile(id, keyFile.replace(/^~(?=[/\\])/, homedir()))
        : keyFromVariables(question);
  if (key !== undefined && !baseUrl.startsWith("https:") && !isLoopback(baseUrl)) {
    throw new Failure("unconfigured", `backend "${id}" would send its key unencrypted`, {
      remedy: "use an https address in baseUrl",
    });
  }
  return key;
}

/** The variable of a provider that is set in the environment. */
export function keyVariableSet(provider: Provider, env: NodeJS.ProcessEnv): string | undefined {
  return provider.keyEnv.find((name) => env[name] !== undefined && env[name] !== "");
}

function keyFromVariables({ id, provider, entry, baseUrl, env }: KeyQuestion): string | undefined {
  const isOwnOrigin =
    provider.baseUrl !== undefined && new URL(baseUrl).origin === new URL(provider.baseUrl).origin;
  const name = entry?.keyEnv ?? (isOwnOrigin ? keyVariableSet(provider, env) : undefined);
  const key = name === undefined ? undefined : env[name]?.trim();
  if (key !== undefined && key !== "") return key;
  const wanted = entry?.keyEnv ?? (isOwnOrigin ? provider.keyEnv[0] : undefined);
  if (wanted === undefined) return undefined;
  throw new Failure("unconfigured", `backend "${id}" has no key`, {
    remedy: `set the environment variable ${wanted}`,
  });
}

/** First line of a file that nobody else may read. */
async function readKeyFile(id: string, path: string): Promise<string> {
  const remedy = `write the key into ${path}, and run \`chmod 600 ${path}\``;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new Failure("unconfigured", `the keyFile of backend "${id}" is not there`, { remedy });
  }
  // Windows keeps other rights, and tells none of them here.
  if (process.platform !== "win32" && (found.mode & OTHERS) !== 0) {
    throw new Failure("unconfigured", `others may read the keyFile of backend "${id}"`, {
      remedy: `run \`chmod 600 ${path}\``,
    });
  }
  const key = await readFile(path, "utf8").then(firstLine, () => "");
  if (key !== "") return key;
  throw new Failure("unconfigured", `the keyFile of backend "${id}" holds no key`, { remedy });
}

function firstLine(text: string): string {
  return text.split(/\r?\n/)[0]?.trim() ?? "";
}

/** First line of a command's output; no shell is involved. */
async function runKeyCommand(id: string, command: readonly string[]): Promise<string> {
  const [program, ...args] = command;
  try {
    const { stdout } = await promisify(execFile)(program ?? "", args, { timeout: COMMAND_LIMIT_MS });
    const key = firstLine(stdout);
    if (key !== "") return key;
  } catch {
    // Falls through: what a password command printed while failing is nobody's to read, so the cause is not kept.
  }
  throw new Failure("unconfigured", `the keyCommand of backend "${id}" gave no key`, {
    remedy: `run ${JSON.stringify(program)} by hand and see what it says`,
  });
}
