// Bundles what is installed and run: the launcher, the server, the embedded engine's child and the command line.
import { rmSync } from "node:fs";
import { build } from "esbuild";

const native = ["tree-sitter", "tree-sitter-*", "node-llama-cpp", "openai", "openai/*"];

const shared = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  outdir: "dist",
  external: native,
  // import.meta.url has no meaning in a CommonJS bundle; grammars and children are found from the bundle's own place.
  define: { "import.meta.url": "__bundleUrl" },
  banner: { js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  legalComments: "none",
  logLevel: "warning",
};

rmSync("dist", { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: {
    treewright: "server/bin.ts",
    server: "server/main.ts",
    engine: "server/backends/embedded/engine.ts",
    cli: "clients/cli/main.ts",
  },
});
