// Owns the trees of open documents; the only room that knows tree-sitter. Refuses to parse on behalf of nobody: a tree is made when first read.
import {
  createDocuments,
  type DocumentEvent,
  type DocumentSnapshot,
  unopenedDocument,
} from "../documents/documents.ts";
import type { Span, TextEdit } from "../documents/text.ts";
import type { Failure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import { codeSpans } from "./code-blocks.ts";
import type { CursorScope } from "./cursor.ts";
import { DocumentTree } from "./document-tree.ts";
import type { FlowFact } from "./flow.ts";
import { createLanguages, type Language, type LoadedLanguage } from "./languages.ts";
import type { LoadPackage } from "./native-grammar.ts";
import { once } from "./once.ts";
import { readOutline } from "./outline.ts";
import { isTokenSoup, LONGEST_TEXT, PARSE_LIMITS, type ParseLimits, parseWithin } from "./parsing.ts";
import type { CodeSymbol } from "./symbols.ts";
import type { TreeParser } from "./tree.ts";

/** A place where the grammar did not fit: `error` covers skipped text, `missing` is an empty span where a token was expected. */
export type SyntaxProblem = { readonly kind: "error" | "missing"; readonly span: Span };

/** A document version together with its tree. Reading is lazy: the parse happens at the first question. */
export interface SyntaxSnapshot {
  readonly document: DocumentSnapshot;
  readonly language: Language;
  /** Top-level symbols, nested ones inside. */
  symbols(): readonly CodeSymbol[];
  /** Innermost symbol whose full span holds the offset. */
  symbolAt(offset: number): CodeSymbol | undefined;
  cursorAt(offset: number): CursorScope;
  /** Problems that touch `within`, or all; at most 200 are listed. */
  problems(within?: Span): readonly SyntaxProblem[];
  comments(within?: Span): readonly Span[];
  /** Where code stands among other text; undefined where all of the document is code. */
  codeBlocks(): readonly Span[] | undefined;
  imports(): readonly ImportStatement[];
  exportAliases(): readonly ExportAlias[];
  /** Names in type position inside a span (annotations, generics, heritage), in order, without duplicates. */
  typeNames(within: Span): readonly string[];
  /** Where names get a type or a value, as far as it touches `within`, by start; nothing where the language does not say. */
  bindings(within: Span): readonly Binding[];
  /** What code actions look for, as far as it touches `within`, by start. */
  parts(within?: Span): readonly CodePart[];
  /** Names that need no definition; undefined where the language lists none. */
  builtins(): ReadonlySet<string> | undefined;
  /** Members of the language's own types; undefined where the language lists none. */
  builtinMembers(): ReadonlySet<string> | undefined;
  /** Modules that come with the language, by the first part of their names; undefined where it lists none. */
  builtinModules(): ReadonlySet<string> | undefined;
  /** What the code that touches `within` does with values, by start; nothing where the language does not say. */
  flow(within?: Span): readonly FlowFact[];
  /** The whole tree as an s-expression; for tests. */
  describe(): string;
  /** Reparses incrementally with `edits` put in; the receiver stays as it is. Throws Failure `timeout` past the parse budget. */
  with(edits: readonly TextEdit[]): SyntaxSnapshot;
}

/**
 * One import or re-export. `source` is the module as written (`./a.ts`, `pkg`, `..mod.sub`); `names` are local names,
 * or for a re-export the names it gives away. A statement that names two modules stands here twice.
 */
export type ImportStatement = {
  readonly span: Span;
  readonly source: string;
  readonly names: readonly string[];
  /** Those of the names that stand in a list which could hold more, as written, with an alias. */
  readonly members: readonly { readonly name: string; readonly span: Span }[];
  /** For each name what it stands for in the module; and `*` for `*` where everything comes in. */
  readonly bindings: readonly ImportBinding[];
  readonly isReExport: boolean;
};

/** A name that stands for a value: of a type that is written down, the value of an expression, or one of its elements. */
export type Binding = {
  readonly name: Span;
  readonly type?: Span;
  readonly value?: Span;
  readonly element?: Span;
};

/** A place of a kind that `parts.scm` names, and what it names in it. */
export type CodePart = {
  readonly kind: string;
  readonly span: Span;
  readonly fields: Readonly<Record<string, Span>>;
};

/** `imported` is the name in the module; `default` its default export, `*` the module as a whole. */
export type ImportBinding = { readonly imported: string; readonly local: string };

/** A name of the file that is given away under another one; `default` for the default export. */
export type ExportAlias = { readonly exported: string; readonly local: string };

export interface Syntax {
  /** To be told of every document event; without it each version is parsed as a whole when it is first read. */
  noteEvent(event: DocumentEvent): void;
  /** Undefined where the language has no grammar, the grammar is broken, or the parse budget (200 ms) was passed. */
  snapshot(document: DocumentSnapshot): SyntaxSnapshot | undefined;
  /** The same; undefined as well at an offset that is outside of the blocks of code of such a file. */
  snapshotAt(document: DocumentSnapshot, offset: number): SyntaxSnapshot | undefined;
  /** Parses a text that is not open, extracts, and drops the tree. Undefined for the same reasons as `snapshot`. */
  extract(languageId: string, text: string): ExtractedFile | undefined;
  /**
   * What other files can reach of a text that is not open: the same without symbols inside of functions, several times
   * faster. Undefined where the language has no grammar, it broke, or the text does not end in the time of a first parse.
   */
  outline(languageId: string, text: string): ExtractedFile | undefined;
  /** The row of a language id; undefined where there is none. Parses nothing. */
  language(languageId: string): Language | undefined;
  /** Language id of a path by its extension; `plaintext` if none of the rows knows it. */
  languageOf(path: string): string;
  /** What keeps native grammars from loading on this computer, with what to do; loads all of them. */
  nativeProblem(): Failure | undefined;
  /** Another one means that the same text may read differently: of the grammars and of what is asked of them. */
  version(): string;
  dispose(): void;
}

export type ExtractedFile = {
  readonly symbols: readonly CodeSymbol[];
  readonly imports: readonly ImportStatement[];
  readonly exportAliases: readonly ExportAlias[];
};

export type SyntaxPorts = {
  readonly trace: Trace;
  readonly limits?: ParseLimits;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
  /** The folder that holds languages.json; the project's own by default. */
  readonly grammars?: string;
  /** Loads native code; Node's own `require` by default. */
  readonly loadPackage?: LoadPackage;
};

export function createSyntax(ports: SyntaxPorts): Syntax {
  const { now = () => performance.now(), limits = PARSE_LIMITS } = ports;
  // Resolving the folder of the grammars takes longer than the rest of a start of this room.
  const languages = once(() => createLanguages(ports));
  const parsers = new Map<LoadedLanguage, TreeParser>();
  const open = new Map<string, OpenDocument>();
  // Other versions than the current one: their trees live as long as somebody holds the document.
  const others = new WeakMap<DocumentSnapshot, DocumentTree>();

  const parserOf = (language: LoadedLanguage): TreeParser => {
    const parser = parsers.get(language) ?? language.createParser();
    parsers.set(language, parser);
    return parser;
  };
  const createTree = (document: DocumentSnapshot): DocumentTree | undefined => {
    const language = languages().load(document.languageId);
    if (language === undefined) return undefined;
    return new DocumentTree({ language, parser: parserOf(language), limits, now }, document);
  };
  const close = (uri: string): void => {
    open.get(uri)?.tree?.dispose();
    open.delete(uri);
  };

  const snapshot = (document: DocumentSnapshot): SyntaxSnapshot | undefined => {
    const current = open.get(document.uri);
    if (current?.document === document) {
      const tree = current.tree ?? createTree(document);
      open.set(document.uri, { document, tree });
      return tree?.snapshot();
    }
    const tree = others.get(document) ?? createTree(document);
    if (tree !== undefined) others.set(document, tree);
    return tree?.snapshot();
  };

  return {
    noteEvent(event) {
      switch (event.kind) {
        case "opened":
          close(event.document.uri);
          open.set(event.document.uri, { document: event.document, tree: undefined });
          break;
        case "changed": {
          const { document, changes } = event;
          const tree = open.get(document.uri)?.tree;
          tree?.note(document, changes);
          open.set(document.uri, { document, tree });
          break;
        }
        case "closed":
          close(event.uri);
          break;
      }
    },
    snapshot,
    snapshotAt(document, offset) {
      const blocks = languages().find(document.languageId)?.code;
      const isCode = ({ start, end }: Span): boolean => start <= offset && offset <= end;
      const isElsewhere =
        blocks !== undefined && !codeSpans(document.slice(0, document.length), blocks).some(isCode);
      return isElsewhere ? undefined : snapshot(document);
    },
    extract(languageId, text) {
      const tree = createTree(createDocuments().open("", languageId, 0, text));
      const snapshot = tree?.snapshot();
      tree?.dispose();
      if (snapshot === undefined) return undefined;
      return {
        symbols: snapshot.symbols(),
        imports: snapshot.imports(),
        exportAliases: snapshot.exportAliases(),
      };
    },
    outline(languageId, text) {
      const language = languages().load(languageId);
      if (language === undefined || text.length > LONGEST_TEXT) return undefined;
      const parser = parserOf(language);
      const document = unopenedDocument("", languageId, text);
      const tree = parseWithin(parser, document, { limitMs: limits.first });
      if (tree === undefined) {
        parser.reset();
        return undefined;
      }
      const view = { document, tree, language, parser, limits, loneReturns: "some" } as const;
      const outline = isTokenSoup(tree) ? undefined : readOutline(view);
      tree.delete?.();
      return outline;
    },
    language: (languageId) => languages().find(languageId),
    languageOf: (path) => languages().languageOf(path),
    nativeProblem: () => languages().nativeProblem(),
    version: () => languages().version(),
    dispose() {
      for (const uri of [...open.keys()]) close(uri);
    },
  };
}

/** The current version of an open document; it has a tree once somebody asked. */
type OpenDocument = { readonly document: DocumentSnapshot; readonly tree: DocumentTree | undefined };
