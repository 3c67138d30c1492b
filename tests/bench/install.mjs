// Measures what a user pays before the first key: bytes and seconds of a production install without a model.
import { execFile } from "node:child_process";
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startServer } from "./support/language-server.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const runFile = promisify(execFile);

export async function run(report) {
  const folder = await mkdtemp(join(tmpdir(), "treewright-install-"));
  try {
    const { seconds, target } = await install(folder);
    report({
      metric: "bytes on disk",
      value: (await bytesBelow(target)) / 1e6,
      unit: "MB",
      target: "<=250",
      n: 1,
    });
    report({ metric: "install, empty npm cache", value: seconds, unit: "s", target: "<=60", n: 1 });
    report({
      metric: "processes once initialized",
      value: await processesOf(join(target, "dist", "treewright.cjs")),
      unit: "",
      target: "<=1",
      n: 1,
      reason: "this system has no /proc to count children in",
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Packs what would be published and installs it beside its lockfile, so that the versions are the tested ones. */
async function install(folder) {
  const target = join(folder, "package");
  const cache = join(folder, "cache");
  await runFile("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  const tarball = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
  await mkdir(cache);
  await runFile("tar", ["-xzf", join(folder, tarball), "-C", folder]);
  await cp(join(root, "package-lock.json"), join(target, "package-lock.json"));
  const start = performance.now();
  await runFile(
    "npm",
    ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", cache],
    {
      cwd: target,
    },
  );
  return { seconds: (performance.now() - start) / 1000, target };
}

async function bytesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => lstat(join(file.parentPath, file.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

/** The installed server and its children, after it has answered `initialize`; null where the system does not tell. */
async function processesOf(program) {
  const server = startServer([program, "--stdio"]);
  await server.initialize();
  const children = await readFile(`/proc/${server.pid}/task/${server.pid}/children`, "utf8").catch(
    () => null,
  );
  await server.stop();
  return children === null ? null : 1 + children.split(" ").filter((pid) => pid.trim() !== "").length;
}
