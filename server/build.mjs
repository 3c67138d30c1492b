// Bundles what is installed and run: the launcher, the server, the embedded engine's child, the command line and the demo.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

const shared = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  outdir: "dist",
  external: ["tree-sitter", "tree-sitter-*", "node-llama-cpp", "openai", "openai/*"],
  // import.meta.url has no meaning in a CommonJS bundle; grammars and children are found from the bundle's own place.
  define: { "import.meta.url": "__bundleUrl" },
  banner: { js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
};

const results = await Promise.all([
  // Old enough to tell an old Node in words that it is too old.
  build({
    ...shared,
    target: "node12",
    banner: { js: "#!/usr/bin/env node" },
    entryPoints: { treewright: "server/bin.ts" },
  }),
  // Code that comes out of V8's cache cannot call import(), so these two use require().
  build({
    ...shared,
    supported: { "dynamic-import": false },
    entryPoints: existing({ server: "server/main.ts", cli: "clients/cli/main.ts" }),
  }),
  build({
    ...shared,
    entryPoints: existing({ engine: "server/backends/embedded/engine.ts", demo: "clients/cli/demo.ts" }),
  }),
]);
chmodSync("dist/treewright.cjs", 0o755);

const built = new Set(
  results.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((path) => basename(path)),
);
for (const file of readdirSync("dist")) {
  if (!built.has(file)) rmSync(`dist/${file}`, { recursive: true });
}

// The launcher keeps V8's code cache when a start ends: these two are the first starts.
await warmUp(
  ["--stdio"],
  [
    request(1, "initialize", { processId: null, rootUri: null, capabilities: {} }),
    { jsonrpc: "2.0", method: "initialized", params: {} },
    request(2, "shutdown"),
    { jsonrpc: "2.0", method: "exit" },
  ],
);
await warmUp(["--help"], []);

function existing(entries) {
  return Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path)));
}

function request(id, method, params) {
  return { jsonrpc: "2.0", id, method, params };
}

async function warmUp(args, messages) {
  const child = spawn(process.execPath, ["dist/treewright.cjs", ...args], {
    stdio: ["pipe", "ignore", "inherit"],
    timeout: 20_000,
  });
  for (const message of messages) {
    const body = JSON.stringify(message);
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  child.stdin.end();
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) console.error(`build: \`treewright ${args.join(" ")}\` ended with ${code}`);
}
