// Owns the parts of the server that benchmarks call in process: bundled as they are run, next to the other bundles.
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const PARTS = `
export { createSettings } from "./server/config/settings.ts";
export { createDeclarations } from "./server/context/declarations/declarations.ts";
export { createDocuments } from "./server/documents/documents.ts";
export { createWorkspace } from "./server/documents/workspace.ts";
export { createPlanRewrite } from "./server/edits/plan.ts";
export { createCompletions } from "./server/features/inline-completion.ts";
export { createGenerator } from "./server/generate/generate.ts";
export { createIndex } from "./server/index/index.ts";
export * as prompts from "./server/prompt/render.ts";
export { createSyntax } from "./server/syntax/syntax.ts";
export { createTrace } from "./server/trace/trace.ts";
export { createVerifier } from "./server/verify/verify.ts";
export { readRules } from "./server/verify/security/rules.ts";
`;

/**
 * The rooms between a text and a verdict; `open`, which makes a document with its tree; and `openWorkspace`, which has a
 * folder indexed and gives a verifier that knows it.
 */
export async function loadEngine(ports = {}) {
  const outfile = `${ROOT}dist/bench-engine.mjs`;
  await build({
    stdin: { contents: PARTS, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    external: ["tree-sitter", "tree-sitter-*", "web-tree-sitter"],
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    logLevel: "warning",
    outfile,
  });
  const rooms = await import(`${pathToFileURL(outfile)}?${process.pid}`);
  const trace = rooms.createTrace({ write: ({ text }) => console.error(text) });
  const syntax = rooms.createSyntax({ trace });
  const verifier = rooms.createVerifier({ trace, ...ports });
  return {
    ...rooms,
    trace,
    syntax,
    verifier,
    async openWorkspace(folder, { knowsWord }) {
      const workspace = rooms.createWorkspace();
      workspace.setFolders([folder]);
      const documents = rooms.createDocuments();
      const index = rooms.createIndex({ workspace, documents, syntax, trace });
      const declarations = rooms.createDeclarations({ index });
      // The threads of the index do not keep a process alive.
      const alive = setInterval(() => undefined, 1000);
      await declarations.whenReady();
      clearInterval(alive);
      const knows = (word) => index.word(word) !== undefined && knowsWord(word);
      const hasMember = (receiver, name) => declarations.hasMember(receiver, name);
      return {
        verifier: rooms.createVerifier({ trace, index, knowsWord: knows, hasMember }),
        async close() {
          declarations.dispose();
          await index.dispose();
        },
      };
    },
    open(path, text) {
      const document = rooms.createDocuments().open(`file://${path}`, syntax.languageOf(path), 1, text);
      return { document, syntax: syntax.snapshot(document) };
    },
  };
}
