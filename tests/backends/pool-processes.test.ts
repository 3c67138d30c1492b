// Checks a pool of three servers that are processes of their own: one is killed, and one stopped in the middle of its life.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import type { Backend } from "../../server/backends/backend.ts";
import { createPool } from "../../server/backends/pool.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { DONE, delta } from "./fault-server.ts";
import { backendAt, CHAT, collect, PATIENT, textOf } from "./under-test.ts";

/** Says its name to every question, after it has told its port. */
const PROGRAM = `
const [name, answer] = process.argv.slice(1);
const server = require("node:http").createServer((request, response) => {
  request.resume();
  response.setHeader("content-type", "text/event-stream");
  response.end(answer);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

const NAMES = ["a", "b", "c"] as const;
const children: ChildProcess[] = [];
let pool: Backend | undefined;
afterEach(async () => {
  await pool?.dispose();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function startServer(
  name: string,
): Promise<{ readonly baseUrl: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, ["-e", PROGRAM, name, delta(name, "stop") + DONE], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  return { baseUrl: `http://127.0.0.1:${String(port).trim()}`, child };
}

// A stopped process takes connections all the same: its kernel does, and nobody ever answers.
test.runIf(process.platform !== "win32")(
  "three processes of which one dies and one stalls: every request is answered by the third",
  async () => {
    const servers = await Promise.all(NAMES.map(startServer));
    const team = createPool({
      id: "team",
      endpoints: servers.map(({ baseUrl }, at) => ({
        baseUrl: NAMES[at] ?? "",
        backend: backendAt(baseUrl),
      })),
      trace: createTrace({ write: () => undefined }),
      clock: { now: () => performance.now() },
    });
    pool = team;
    const askAll = async (): Promise<ReadonlySet<string>> => {
      const answers = new Set<string>();
      for (let n = 0; n < 24; n++) {
        const prompt = { ...CHAT, messages: [{ role: "user", content: `src/file-${n}.py` } as const] };
        const limits = { ...PATIENT, firstByteMs: 3000 };
        answers.add(textOf(await collect(team.stream(prompt, limits, new AbortController().signal))));
      }
      return answers;
    };
    expect(await askAll()).toEqual(new Set(NAMES));
    servers[0]?.child.kill("SIGKILL");
    servers[1]?.child.kill("SIGSTOP");
    expect(await askAll()).toEqual(new Set(["c"]));
  },
);
