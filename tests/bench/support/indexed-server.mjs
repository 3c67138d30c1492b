// Owns a server whose index is measured: the trees it works on, and what it tells of them.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { openCorpus } from "./corpora.mjs";
import { CAPABILITIES, startServer, TREEWRIGHT } from "./language-server.mjs";

/** About a million lines, in the languages that what is compared with reads too. */
const LARGE = ["viem", "zod", "rxjs", "effect", "ethers", "django"];
const SMALL = ["rxjs", "zod"];

export function openTree({ small }) {
  const corpora = (small ? SMALL : LARGE).map(openCorpus);
  const files = corpora.flatMap(({ root, files }) => files.map((file) => join(root, file)));
  const lines = files.reduce((sum, file) => sum + readFileSync(file, "utf8").split("\n").length, 0);
  return { folders: corpora.map(({ root }) => root), files, lines };
}

/** Size of a tree in words. */
export function sizeOf({ files, lines }) {
  return `${files.length} files, ${Math.round(lines / 1000)}k lines`;
}

/** A server with these workspace folders, its index in the folder `cache`. It is initialized, and has begun nothing yet. */
export async function startIndexing(folders, cache, env = { TREEWRIGHT_CONFIG: join(cache, "none.json") }) {
  const server = startServer(TREEWRIGHT, { env: { ...env, TREEWRIGHT_CACHE: cache } });
  const workspaceFolders = folders.map((folder) => ({
    uri: pathToFileURL(folder).href,
    name: basename(folder),
  }));
  await server.request("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders,
    capabilities: CAPABILITIES,
  });
  const index = () => server.request("workspace/executeCommand", { command: "treewright.index" });
  return {
    ...server,
    /** What the index knows once it has read everything. */
    index,
    /** Ends when the texts of a new index are packed; to be called as soon as everything was read. */
    async whenPacked() {
      const { bytes } = await index();
      for (let waitedMs = 0; (await index()).bytes >= bytes; waitedMs += LOOK_MS) {
        if (waitedMs > LONGEST_PACKING_MS) throw new RangeError("the texts are not packed");
        await sleep(LOOK_MS);
      }
    },
    /** Megabytes of the server that are resident now; null where the system does not tell. */
    residentMegabytes: () => residentOf(server.pid)?.all ?? null,
    /** What `work` comes to, and the megabytes that the server and its workers took at most meanwhile. */
    async withPeak(work) {
      let peak = null;
      const look = () => {
        const now = megabytesOfAll(server.pid);
        if (now !== null) peak = Math.max(peak ?? 0, now);
      };
      const timer = setInterval(look, SAMPLE_MS);
      try {
        return { value: await work(), peak };
      } finally {
        clearInterval(timer);
      }
    },
  };
}

const SAMPLE_MS = 20;
const LOOK_MS = 500;
const LONGEST_PACKING_MS = 60_000;
const MEGABYTE = 1_000_000;

/** The program itself is in memory once, whoever runs it: of the workers only what is their own counts. */
function megabytesOfAll(pid) {
  const server = residentOf(pid);
  if (server === null) return null;
  return childrenOf(pid).reduce((sum, child) => sum + (residentOf(child)?.own ?? 0), server.all);
}

function residentOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const megabytes = (key) =>
      (Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / MEGABYTE;
    return { all: megabytes("VmRSS"), own: megabytes("RssAnon") };
  } catch {
    return null;
  }
}

function childrenOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
    );
  } catch {
    return [];
  }
}
