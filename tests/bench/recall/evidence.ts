// Owns what the ranking is fitted on: the evidence that the context room finds at a hole, with the headers it would show; bundled by fit.mjs.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createDeclarations } from "../../../server/context/declarations/declarations.ts";
import { TERMS, termsOf } from "../../../server/context/declarations/ranking.ts";
import { siteOf } from "../../../server/context/declarations/site.ts";
import { placeOf } from "../../../server/context/place.ts";
import { createDocuments } from "../../../server/documents/documents.ts";
import { createWorkspace } from "../../../server/documents/workspace.ts";
import { createIndex } from "../../../server/index/index.ts";
import { createSyntax } from "../../../server/syntax/syntax.ts";
import { createTrace } from "../../../server/trace/trace.ts";

export { TERMS };

/** A declaration that something spoke for. */
export type Candidate = {
  readonly file: string;
  readonly nameStart: number;
  /** Where its header stands, as far as it is not cut. */
  readonly header: { readonly start: number; readonly end: number };
  readonly terms: Float32Array;
};

/** Indexes a corpus and tells the candidates at a place of a text that stands in the place of a file. */
export async function openEvidence(root: string) {
  const trace = createTrace({ write: () => undefined });
  const documents = createDocuments();
  const workspace = createWorkspace();
  workspace.setFolders([root]);
  const syntax = createSyntax({ trace });
  const index = createIndex({ workspace, documents, syntax, trace });
  const declarations = createDeclarations({ index });
  await declarations.whenReady();
  let version = 0;
  return {
    candidates(file: string, text: string, offset: number): readonly Candidate[] {
      const path = join(root, file);
      version += 1;
      const document = createDocuments().open(
        pathToFileURL(path).href,
        syntax.languageOf(file),
        version,
        text,
      );
      const snapshot = syntax.snapshot(document);
      if (snapshot === undefined) return [];
      const task = {
        kind: "insert-at-cursor",
        document,
        syntax: snapshot,
        offset,
        scope: snapshot.cursorAt(offset),
        shape: "block",
        candidates: 1,
        trigger: "invoked",
      } as const;
      const request = placeOf(task, file, 0);
      const evidence = request && declarations.find(siteOf(request, path));
      if (evidence === undefined) return [];
      return [...evidence.symbols()].map((symbol) => {
        const { start, end } = index.span(symbol);
        return {
          file: index.pathOf(index.file(symbol)).slice(root.length + 1),
          nameStart: index.nameStart(symbol),
          header: { start, end: Math.min(end, start + index.header(symbol).length) },
          terms: termsOf(evidence.row(symbol), 0, new Float32Array(TERMS.length)),
        };
      });
    },
    async dispose() {
      declarations.dispose();
      await index.dispose();
    },
  };
}
