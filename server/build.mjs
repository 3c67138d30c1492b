// Bundles what is installed and run: the launcher, the server, the embedded engine's child, the indexer's process, the command line and the demo.
import { spawn } from "node:child_process";
import { chmodSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { build } from "esbuild";
import { packGrammars } from "./pack-grammars.mjs";

// Modules of Node that a start can do without: together they take longer to load than all of the server.
const LATE_MODULES =
  /^(?:node:)?(child_process|crypto|fs\/promises|http|https|os|timers\/promises|worker_threads|zlib)$/;

/** Loads these modules when something of them is first used. */
const lateModules = {
  name: "late-modules",
  setup(bundler) {
    bundler.onResolve({ filter: LATE_MODULES }, ({ path }) => ({ path, namespace: "late" }));
    bundler.onLoad({ filter: /.*/, namespace: "late" }, ({ path }) => ({
      contents: `
        const name = ${JSON.stringify(path)};
        let loaded;
        for (const key of ${JSON.stringify(Object.keys(createRequire(import.meta.url)(path)))}) {
          Object.defineProperty(exports, key, { enumerable: true, get: () => (loaded ??= require(name))[key] });
        }`,
    }));
  },
};

const shared = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  // A package's ES modules first: what calls itself universal hides its own requires from the bundler.
  mainFields: ["module", "main"],
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  outdir: "dist",
  external: ["tree-sitter", "tree-sitter-*", "web-tree-sitter", "node-llama-cpp", "openai", "openai/*"],
  // import.meta.url has no meaning in a CommonJS bundle; grammars and children are found from the bundle's own place.
  define: { "import.meta.url": "__bundleUrl" },
  banner: { js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  legalComments: "none",
  // Half the bytes to read at every start; names stay, for stack traces and profiles.
  minifyWhitespace: true,
  minifySyntax: true,
  // Lines that a stack trace can point into.
  lineLimit: 120,
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
    plugins: [lateModules],
    entryPoints: { server: "server/main.ts", cli: "clients/cli/main.ts" },
  }),
  build({
    ...shared,
    entryPoints: {
      engine: "server/backends/embedded/engine.ts",
      indexer: "server/index/worker.ts",
      demo: "clients/cli/demo.ts",
    },
  }),
]);
chmodSync("dist/treewright.cjs", 0o755);

const built = new Set(
  results.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((path) => basename(path)),
);
packGrammars("dist/grammars");
for (const file of readdirSync("dist")) {
  if (!built.has(file) && file !== "grammars") rmSync(`dist/${file}`, { recursive: true });
}

// The launcher keeps V8's code cache when a start ends: these two are the first starts.
await warmUp(
  ["--stdio"],
  [request(1, "initialize", { processId: null, rootUri: null, capabilities: {} }), request(2, "shutdown")],
);
await warmUp(["--help"], []);

function request(id, method, params) {
  const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Says one thing after the other, each when something was answered; the end of its input ends a server. */
async function warmUp(args, requests) {
  const child = spawn(process.execPath, ["dist/treewright.cjs", ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    timeout: 20_000,
  });
  const next = () => {
    const message = requests.shift();
    if (message === undefined) child.stdin.end();
    else child.stdin.write(message);
  };
  child.stdout.on("data", next);
  next();
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code === 0) return;
  console.error(`build: treewright ${args.join(" ")} ended with ${code}`);
  process.exitCode = 1;
}
