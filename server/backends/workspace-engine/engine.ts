// Owns the backend that is always there: no model, no network; it learns from what it is shown and from files nearby, and offers the rest of a line.
import { createHash } from "node:crypto";
import { dirname, extname } from "node:path/posix";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FimPrompt } from "../../prompt/render.ts";
import { Failure } from "../../trace/failure.ts";
import type { Trace } from "../../trace/trace.ts";
import type { Backend } from "../backend.ts";
import { guessRest } from "./predict.ts";
import { createTokenIndex, LONGEST_MATCH } from "./token-index.ts";
import { createVocabulary, LINE_END, type TokenLine, tokenize, wordAtEnd } from "./tokens.ts";

/** A file beside the one that is written; `path` is that of prompts. */
export type NearbyText = { readonly path: string; readonly text: string };

/** Open documents and files of the workspace, those nearest to `path` last, since what is learned last counts first. */
export type Nearby = (path: string) => AsyncIterable<NearbyText>;

/** What may stand behind the dot at the end of a prompt's prefix, after this name; empty where nobody knows. */
export type MembersOf = (
  prompt: Pick<FimPrompt, "path" | "prefix" | "suffix">,
  name: string,
) => readonly string[];

export type WorkspaceEnginePorts = {
  readonly trace: Trace;
  readonly nearby: Nearby;
  readonly membersOf?: MembersOf;
};

export interface WorkspaceEngine extends Backend {
  /** Resolves when everything nearby is learned, as far as it was begun. */
  settled(): Promise<void>;
}

/** How much of a file is read at each key: half a millisecond in all, and more would offer nothing better. */
const WINDOW = { before: 24_000, after: 8_000 } as const;
// Tokens of the file itself, and of all others together: 25 bytes each.
const FILE_TOKENS = 2 ** 15;
const WORKSPACE_TOKENS = 2 ** 18;
// Names and words; beyond it everything is forgotten and learned anew, which takes a second.
const MOST_WORDS = 150_000;
// Lines of the file whose tokens are kept, so that a key does not split all of it again.
const MOST_LINES_KEPT = 4000;
// Longer lines are data or minified code, from which nothing is to be learned.
const LONGEST_LINE = 500;
const MOST_FILE_CHARACTERS = 200_000;
// Lines learned at a stretch off the typing path, about a millisecond.
const SLICE_LINES = 400;
// What stands in the file itself is five times as likely to be meant again.
const WORKSPACE_WEIGHT = 0.2;

type Learned = { readonly owner: number; readonly digest: string; readonly from: number };

export function createWorkspaceEngine({ trace, nearby, membersOf }: WorkspaceEnginePorts): WorkspaceEngine {
  let vocabulary = createVocabulary();
  const lines = new Map<string, TokenLine>();
  const file = createTokenIndex(FILE_TOKENS);
  const workspace = createTokenIndex(WORKSPACE_TOKENS);
  // How a path was learned last; tokens with the number of an older text are out of date.
  const texts = new Map<string, Learned>();
  const inForce = new Set<number>();
  let lastOwner = 0;
  const placesSeen = new Set<string>();
  let shown: FimPrompt | undefined;
  let learning: Promise<void> | undefined;
  let isDisposed = false;

  const forget = (): void => {
    vocabulary = createVocabulary();
    lines.clear();
    workspace.clear();
    texts.clear();
    inForce.clear();
    placesSeen.clear();
  };

  const tokensOf = (line: string): TokenLine =>
    line.length > LONGEST_LINE ? EMPTY : tokenize(line, vocabulary.learn);

  const keptTokensOf = (line: string): TokenLine => {
    const known = lines.get(line);
    if (known !== undefined) return known;
    if (lines.size >= MOST_LINES_KEPT) lines.clear();
    const made = tokensOf(line);
    lines.set(line, made);
    return made;
  };

  /** A text that is known and was not yet pushed out is left as it is: copies would only hide what is rarer. */
  const learnFile = async ({ path, text }: NearbyText): Promise<void> => {
    const known = texts.get(path);
    const digest = createHash("sha1").update(text).digest("base64");
    if (known?.digest === digest && workspace.learned - known.from < WORKSPACE_TOKENS) return;
    if (known !== undefined) inForce.delete(known.owner);
    const owner = ++lastOwner;
    texts.set(path, { owner, digest, from: workspace.learned });
    inForce.add(owner);
    let count = 0;
    for (const line of linesOf(text.slice(0, MOST_FILE_CHARACTERS))) {
      workspace.add(tokensOf(line), owner);
      if (++count % SLICE_LINES !== 0) continue;
      await nextTurn();
      // A forgotten vocabulary has made this text pointless.
      if (isDisposed || !inForce.has(owner)) return;
    }
  };

  const learnNearby = async (path: string): Promise<void> => {
    for await (const text of nearby(path)) {
      await nextTurn();
      if (isDisposed) return;
      if (text.path !== shown?.path) await learnFile(text);
    }
  };

  /** Begins to learn what lies around a file that was not shown before; the file that was left is learned as it was last. */
  const follow = (prompt: FimPrompt): void => {
    const left = shown;
    shown = prompt;
    if (vocabulary.size > MOST_WORDS) forget();
    if (learning !== undefined) return;
    const kind = extname(prompt.path);
    const place = `${dirname(prompt.path)} ${kind}`;
    const isNewPlace = !placesSeen.has(place);
    // Another kind of file says little about this one, and may hold what does not belong into it.
    const hasMoved = left !== undefined && left.path !== prompt.path && extname(left.path) === kind;
    if (!hasMoved && !isNewPlace) return;
    placesSeen.add(place);
    learning = (async () => {
      if (isNewPlace) await learnNearby(prompt.path);
      if (hasMoved) await learnFile({ path: left.path, text: left.prefix + left.suffix });
    })()
      .catch((error: unknown) => trace.reportBug("learning the workspace failed", error))
      .finally(() => {
        learning = undefined;
      });
  };

  const complete = (prompt: FimPrompt): string => {
    const head = linesOf(prompt.prefix.slice(-WINDOW.before));
    const line = (head.pop() ?? "").slice(-LONGEST_LINE);
    // The rest of the cursor's line is no line by itself.
    const [, ...tail] = linesOf(prompt.suffix.slice(0, WINDOW.after));
    file.clear();
    for (const text of tail) file.add(keptTokensOf(text), 0);
    for (const text of head) file.add(keptTokensOf(text), 0);

    const word = wordAtEnd(line);
    const before = line.slice(0, line.length - word.length);
    const context = [...file.recent(LONGEST_MATCH)].reverse();
    if (context.at(-1) !== LINE_END) context.push(LINE_END);
    context.push(...tokenize(before, vocabulary.find).ids);
    const own = texts.get(prompt.path)?.owner;
    const layers = [
      { index: file, weight: 1, isWanted: () => true },
      {
        index: workspace,
        weight: WORKSPACE_WEIGHT,
        isWanted: (owner: number) => owner !== own && inForce.has(owner),
      },
    ];
    // A longer chain begins with a member of something else.
    const receiver = /(?:^|[^.\w$])([\p{L}_$][\p{L}\p{N}_$]*)\.$/u.exec(before)?.[1];
    const names = receiver === undefined ? [] : (membersOf?.(prompt, receiver) ?? []);
    const members = names.map((name) => vocabulary.learn(name));
    return guessRest(layers, { context, word, isAfterGap: /\s$/.test(before), members }, vocabulary);
  };

  return {
    id: "workspace",
    model: "n-gram",
    fim: { kind: "suffix" },
    canChat: false,
    isLocal: true,
    window: WINDOW,
    async *stream(prompt, _limits, signal) {
      if (signal.aborted) throw new Failure("cancelled", "cancelled");
      if (prompt.kind === "chat") {
        throw new Failure("unconfigured", "the workspace engine only completes lines");
      }
      follow(prompt);
      const text = complete(prompt);
      if (text !== "") yield { type: "text-delta", text };
      yield { type: "end", reason: "stop" };
    },
    async settled() {
      await learning;
    },
    async dispose() {
      isDisposed = true;
      await learning;
    },
  };
}

const EMPTY: TokenLine = { ids: [], gaps: [] };

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
