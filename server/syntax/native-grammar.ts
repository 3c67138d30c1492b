// Owns grammars that are native add-ons, behind the room's own interface; knows no documents.
import { createRequire } from "node:module";
import type Parser from "tree-sitter";
import { Failure } from "../trace/failure.ts";
import { nativeMatches } from "./native-matches.ts";
import type { Grammar, ReadText, Search, SyntaxNode, Tree } from "./tree.ts";

/** Gives what a package exports; throws where it is not there, or its native code does not fit this computer. */
export type LoadPackage = (name: string) => unknown;

export const loadPackage: LoadPackage = createRequire(import.meta.url);

/** How the package of a grammar is called, and which of its exports is the grammar; without `export` it is the module itself. */
export type NativePackage = { readonly package: string; readonly export?: string };

/** Throws `unavailable` with what to do where the library or the grammar does not load on this computer. */
export function nativeGrammar(names: NativePackage, load: LoadPackage = loadPackage): Grammar {
  // The native library is loaded with the first grammar, so that starting up costs nothing.
  const library = loadOrTell("tree-sitter", load);
  if (!isLibrary(library)) throw new Failure("unavailable", "tree-sitter exports no parser");
  const module = exportOf(loadOrTell(names.package, load), names.export);
  if (!isGrammar(module)) throw new Failure("unavailable", `${names.package} exports no grammar`);
  const isTree = (tree: Tree): tree is Parser.Tree => tree instanceof library.Tree;
  const isNode = (node: SyntaxNode): node is Parser.SyntaxNode => node instanceof library.SyntaxNode;

  const parseWithin = (
    parser: Parser,
    read: ReadText,
    { oldTree, limitMs }: { readonly oldTree?: Tree; readonly limitMs: number },
  ): Tree | undefined => {
    parser.setTimeoutMicros(limitMs * 1000);
    const old = oldTree !== undefined && isTree(oldTree) ? oldTree : null;
    return orUndefined(parser.parse((offset: number) => read(offset), old));
  };

  return {
    createParser() {
      const parser = new library();
      parser.setLanguage(module);
      return {
        parse: (read, options) => parseWithin(parser, read, options),
        // The binding has no copy; a parse without changes reuses every node.
        copy: (tree, read, limitMs) => parseWithin(parser, read, { oldTree: tree, limitMs }),
        reset: () => {
          parser.reset();
        },
      };
    },
    compile(source) {
      const query = new library.Query(module, source);
      return {
        matches(root, search) {
          return isNode(root) ? nativeMatches(query, root, toOptions(search)) : [];
        },
      };
    },
  };
}

function loadOrTell(name: string, load: LoadPackage): unknown {
  try {
    return load(name);
  } catch (cause) {
    const [reason] = cause instanceof Error ? cause.message.split("\n") : [];
    throw new Failure(
      "unavailable",
      `the native code of ${name} does not load on this computer (${reason})`,
      {
        remedy: "install treewright again, with Python and a C++ compiler at hand where npm has to build it",
        cause,
      },
    );
  }
}

function exportOf(module: unknown, name: string | undefined): unknown {
  const isObject = typeof module === "object" && module !== null;
  return name !== undefined && isObject ? Reflect.get(module, name) : module;
}

function toOptions({ within, maxDepth, limitMs }: Search): Parser.QueryOptions {
  const limits = { maxStartDepth: maxDepth, timeoutMicros: limitMs * 1000 };
  if (within === undefined) return limits;
  // The binding takes the start in bytes (two per UTF-16 unit) and the end in UTF-16 units.
  return { ...limits, startIndex: 2 * within.start, endIndex: within.end };
}

/** The declared type leaves out that a parse which was cut off gives null. */
function orUndefined(tree: Parser.Tree | null): Parser.Tree | undefined {
  return tree ?? undefined;
}

type Library = typeof Parser & {
  readonly Tree: abstract new () => Parser.Tree;
  readonly SyntaxNode: abstract new () => Parser.SyntaxNode;
};

function isLibrary(value: unknown): value is Library {
  return typeof value === "function" && "Query" in value && "Tree" in value && "SyntaxNode" in value;
}

function isGrammar(value: unknown): value is Parser.Language {
  return typeof value === "object" && value !== null && "language" in value;
}
