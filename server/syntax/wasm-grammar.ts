// Owns grammars that are WebAssembly modules, behind the room's own interface; knows no documents.
import type { Node, QueryOptions, Tree as WasmTree } from "web-tree-sitter";
import type { Grammar, ReadText, Search, SyntaxNode, Tree } from "./tree.ts";
import { wasmLibrary } from "./wasm-library.ts";

/** `code` is the compiled grammar; throws where it is none, or one for another version of the library. */
export function wasmGrammar(code: Uint8Array<ArrayBuffer>): Grammar {
  const library = wasmLibrary();
  const language = library.Language.loadSync(new WebAssembly.Module(code));
  const isTree = (tree: Tree): tree is WasmTree & Tree => tree instanceof library.Tree;
  const isNode = (node: SyntaxNode): node is Node => node instanceof library.Node;

  return {
    createParser() {
      const parser = new library.Parser();
      parser.setLanguage(language);
      return {
        parse(read: ReadText, { oldTree, limitMs }) {
          const old = oldTree !== undefined && isTree(oldTree) ? oldTree : null;
          return (
            parser.parse((offset) => read(offset), old, { progressCallback: past(limitMs) }) ?? undefined
          );
        },
        copy: (tree) => (isTree(tree) ? tree.copy() : undefined),
        reset: () => {
          parser.reset();
        },
      };
    },
    compile(source) {
      const query = new library.Query(language, source);
      return {
        matches(root, search) {
          if (!isNode(root)) return [];
          return query.matches(root, toOptions(search)).map(({ patternIndex, captures }) => ({
            pattern: patternIndex,
            captures: captures.map(({ name, node }) => ({
              name,
              start: node.startIndex,
              end: node.endIndex,
            })),
          }));
        },
      };
    },
  };
}

function toOptions({ within, maxDepth, limitMs }: Search): QueryOptions {
  const limits = { maxStartDepth: maxDepth, progressCallback: past(limitMs) };
  return within === undefined ? limits : { ...limits, startIndex: within.start, endIndex: within.end };
}

/** True once the time is over: the library stops then. */
function past(limitMs: number): () => boolean {
  const end = performance.now() + limitMs;
  return () => performance.now() > end;
}
