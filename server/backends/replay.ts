// Owns answers from a file instead of a model: for tests, demos and bug reports; refuses to make anything up.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Prompt } from "../prompt/render.ts";
import { Failure, type FailureKind, toFailure } from "../trace/failure.ts";
import type { Backend, BackendPart, EndReason, Likelihood, Usage } from "./backend.ts";
import { type Clock, pause } from "./call-limits.ts";
import { numberAt, parseJson, textAt, valueAt } from "./json.ts";

/**
 * One scripted answer. The first rule that matches and is not used up answers.
 *
 * @example { "match": { "kind": "fim", "contains": "def area(" }, "chunks": ["return width", " * height"], "usage": { "promptTokens": 90, "outputTokens": 6 } }
 */
export type ReplayRule = {
  /** `contains`: a text, or several, that all occur somewhere in the prompt. Without `match` every prompt fits. */
  readonly match?:
    | {
        readonly kind?: "fim" | "chat" | undefined;
        readonly contains?: string | readonly string[] | undefined;
      }
    | undefined;
  /** The whole answer, or its pieces as they stream. */
  readonly text?: string | undefined;
  readonly chunks?: readonly string[] | undefined;
  /** `stop` if not given. */
  readonly end?: EndReason | undefined;
  /** Milliseconds before each piece. */
  readonly delayMs?: number | undefined;
  readonly usage?: Usage | undefined;
  /** Of each piece, as if it were one token: how sure the model was, as the natural logarithm of a probability. */
  readonly logProbability?: number | undefined;
  /** After the pieces the call fails like this. */
  readonly error?:
    | {
        readonly kind: FailureKind;
        readonly message: string;
        readonly remedy?: string | undefined;
        readonly retryAfterMs?: number | undefined;
      }
    | undefined;
  /** How often the rule may answer; without it, always. */
  readonly times?: number | undefined;
};

/** The file is JSON: `{ "answers": [rule, …] }`. */
export type Recording = { readonly answers: readonly ReplayRule[] };

export type ReplayPorts = {
  readonly id: string;
  readonly model?: string;
  readonly recording: Recording;
  readonly clock: Clock;
};

export function createReplayBackend(ports: ReplayPorts): Backend {
  const { id, recording, clock } = ports;
  const uses = new Map<ReplayRule, number>();
  return {
    id,
    model: ports.model ?? "recording",
    fim: { kind: "suffix" },
    canChat: true,
    isLocal: true,
    async *stream(prompt, _limits, signal): AsyncGenerator<BackendPart> {
      const rule = recording.answers.find(
        (candidate) =>
          matches(candidate, prompt) && (uses.get(candidate) ?? 0) < (candidate.times ?? Infinity),
      );
      if (rule === undefined) {
        throw new Failure("unavailable", `the recording of backend "${id}" has no answer to this prompt`, {
          remedy: "add a rule that matches it",
        });
      }
      uses.set(rule, (uses.get(rule) ?? 0) + 1);
      for (const text of rule.chunks ?? [rule.text ?? ""]) {
        if (rule.delayMs !== undefined) await pause(rule.delayMs, clock, signal);
        if (signal.aborted) throw toFailure(signal.reason);
        if (text !== "") yield { type: "text-delta", text, ...likelihoodOf(rule) };
      }
      if (rule.error !== undefined) throw scriptedFailure(rule.error);
      if (rule.usage !== undefined) yield { type: "usage", usage: rule.usage };
      yield { type: "end", reason: rule.end ?? "stop" };
    },
    async dispose() {},
  };
}

/** Reads a recording; throws `unconfigured` naming the file and the rule that is wrong. */
export async function readRecording(path: string): Promise<Recording> {
  const place = resolve(path);
  const text = await readFile(place, "utf8").catch((error: unknown) => {
    throw new Failure("unconfigured", `recording ${place} cannot be read`, {
      remedy: 'correct "recording" of this backend',
      cause: error,
    });
  });
  const answers = valueAt(parseJson(text), "answers");
  if (!Array.isArray(answers)) {
    throw new Failure("unconfigured", `recording ${place} is not of the form { "answers": [...] }`);
  }
  return {
    answers: answers.map((value: unknown, index) => {
      const rule = readRule(value);
      if (rule !== undefined) return rule;
      throw new Failure("unconfigured", `recording ${place} has a wrong rule: answers[${index}]`, {
        remedy: "it needs text or chunks (strings), or an error with kind and message",
      });
    }),
  };
}

function likelihoodOf({ logProbability }: ReplayRule): { readonly likelihood?: Likelihood } {
  return logProbability === undefined ? {} : { likelihood: { tokens: 1, logProbability } };
}

function scriptedFailure(error: NonNullable<ReplayRule["error"]>): Failure {
  const { kind, message, remedy, retryAfterMs } = error;
  return new Failure(kind, message, {
    ...(remedy === undefined ? {} : { remedy }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function matches(rule: ReplayRule, prompt: Prompt): boolean {
  const { kind, contains = [] } = rule.match ?? {};
  if (kind !== undefined && kind !== prompt.kind) return false;
  const text =
    prompt.kind === "chat"
      ? prompt.messages.map((message) => message.content).join("\n")
      : [...prompt.files.map((file) => file.text), prompt.prefix, prompt.suffix].join("\n");
  return (typeof contains === "string" ? [contains] : contains).every((part) => text.includes(part));
}

const END_REASONS: readonly EndReason[] = ["stop", "length", "truncated", "refused"];
const ERROR_KINDS: readonly FailureKind[] = [
  "auth",
  "rate-limited",
  "timeout",
  "unavailable",
  "bad-reply",
  "refused",
];

function readRule(value: unknown): ReplayRule | undefined {
  const kind = valueAt(value, "match", "kind");
  const contains = textsAt(value, "match", "contains");
  const chunks = textsAt(value, "chunks") ?? textsAt(value, "text");
  const error = valueAt(value, "error");
  const errorKind = ERROR_KINDS.find((known) => known === valueAt(error, "kind"));
  const end = END_REASONS.find((known) => known === valueAt(value, "end"));
  const isWrong =
    (kind !== undefined && kind !== "fim" && kind !== "chat") ||
    (contains === undefined && valueAt(value, "match", "contains") !== undefined) ||
    (chunks === undefined && error === undefined) ||
    (error !== undefined && (errorKind === undefined || textAt(error, "message") === undefined)) ||
    (end === undefined && valueAt(value, "end") !== undefined);
  if (isWrong) return undefined;
  return {
    match: { kind, contains },
    chunks: chunks ?? [],
    end,
    delayMs: numberAt(value, "delayMs"),
    usage: readUsage(valueAt(value, "usage")),
    logProbability: numberAt(value, "logProbability"),
    error:
      errorKind === undefined
        ? undefined
        : {
            kind: errorKind,
            message: textAt(error, "message") ?? "",
            remedy: textAt(error, "remedy"),
            retryAfterMs: numberAt(error, "retryAfterMs"),
          },
    times: numberAt(value, "times"),
  };
}

function readUsage(value: unknown): Usage | undefined {
  const promptTokens = numberAt(value, "promptTokens");
  const cachedTokens = numberAt(value, "cachedTokens");
  if (promptTokens === undefined) return undefined;
  return {
    promptTokens,
    outputTokens: numberAt(value, "outputTokens") ?? 0,
    ...(cachedTokens === undefined ? {} : { cachedTokens }),
  };
}

/** A string or a list of strings, as a list. */
function textsAt(json: unknown, ...path: readonly string[]): readonly string[] | undefined {
  const value = valueAt(json, ...path);
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((text) => typeof text === "string");
  return texts.length === value.length ? texts : undefined;
}
