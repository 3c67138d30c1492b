// Owns the process in which the model runs: loads it, answers the server's calls, and dies with the server.
import type { Llama, LlamaLogLevel, LlamaModel, Token } from "node-llama-cpp";
import type { PromptSegment } from "../../prompt/render.ts";
import { Failure, toFailure } from "../../trace/failure.ts";
import type { EndReason, Likelihood, Usage } from "../backend.ts";
import { withoutBegunWord } from "../begun-word.ts";
import { type Lane, type LaneSize, openLane, type Step, type Written } from "./lane.ts";
import type { EngineCall, EngineReply, EngineRequest, LaneName } from "./messages.ts";
import { createStopScanner } from "./stop-strings.ts";
import { createThreadChoice } from "./thread-choice.ts";
import { createTokenizer, createTokenReader } from "./token-text.ts";
import { createTurns, type Seat } from "./turns.ts";
import { readVocabulary, type Vocabulary } from "./vocabulary.ts";

// A step cannot be stopped, so its length is how long a keystroke waits behind a cancelled prompt: 16 tokens take 65 ms
// where 64 take 230 ms and are 15 % faster per token, which is worth it for an action (0.5B, two cores).
const LANES: Readonly<Record<LaneName, LaneSize>> = {
  // How sure the model was decides whether a completion is shown; an action is judged by its text.
  completion: { contextTokens: 4096, chunkTokens: 16, isWeighing: true },
  chat: { contextTokens: 8192, chunkTokens: 64, isWeighing: false },
};
// Somebody waits for each letter of a completion, longer for an action, and nobody for what is warmed.
const RANKS = { completion: 0, chat: 1, warm: 2 } as const;

void serve(process.argv[2] ?? "");

async function serve(modelPath: string): Promise<void> {
  process.on("disconnect", () => process.exit(0));
  let reason: string | undefined;
  // Of the native code's log only why a file does not load is of use to anybody; the error thrown then says less.
  const onError = (text: string): void => {
    reason ??= /error loading model: (.+)/.exec(text)?.[1];
  };
  try {
    const engine = await loadEngine(modelPath, onError);
    process.on("message", (request: EngineRequest) => engine.receive(request));
    send({ type: "loaded" });
  } catch (error) {
    send({ type: "broken", message: reason ?? (error instanceof Error ? error.message : String(error)) });
  }
}

function send(reply: EngineReply): void {
  process.send?.(reply);
}

type Work = { readonly call: EngineCall; readonly controller: AbortController };

async function loadEngine(
  modelPath: string,
  onError: (text: string) => void,
): Promise<{ receive(request: EngineRequest): void }> {
  const { getLlama, LlamaLogLevel, TokenBias } = await import("node-llama-cpp");
  const logger = (level: LlamaLogLevel, text: string): void => {
    if (level === LlamaLogLevel.error) onError(text);
  };
  // Never a compiler or a download behind the user's back.
  const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, logger });
  const model = await llama.loadModel({ modelPath });
  const tokenize = createTokenizers(model);
  const takeSteps = createStepping(llama);
  const lanes = new Map<LaneName, Promise<Lane>>();
  const inWork = new Map<number, Work>();
  // Until it is read, a word that was begun is continued as well as the model can.
  let vocabulary: Vocabulary | undefined;
  void readVocabulary(model, () => TokenBias.for(model)).then((read) => {
    vocabulary = read;
  });

  function laneOf(name: LaneName): Promise<Lane> {
    const lane = lanes.get(name) ?? openLane(model, LANES[name]);
    lanes.set(name, lane);
    return lane;
  }

  async function answer(call: EngineCall, signal: AbortSignal): Promise<void> {
    const { seat, step } = takeSteps(call.type === "warm" ? RANKS.warm : RANKS[call.lane]);
    try {
      const lane = await laneOf(call.lane);
      const isCompleting = call.lane === "completion" && call.type === "generate";
      const { segments, required } =
        isCompleting && vocabulary !== undefined
          ? withoutBegunWord(call.segments)
          : { segments: call.segments, required: "" };
      const begun = vocabulary === undefined || required === "" ? {} : { begun: { required, vocabulary } };
      const prompt = tokenize(call.lane, segments);
      if (prompt.length === 0) throw new Failure("bug", "the prompt is empty");
      const prepared = await lane.prepare(prompt, step, signal);
      const usageAt = (outputTokens: number): Usage => ({
        promptTokens: prompt.length,
        cachedTokens: prepared.cachedTokens,
        outputTokens,
      });
      let outcome: { reason: EndReason; outputTokens: number } = { reason: "stop", outputTokens: 0 };
      if (call.type === "warm") await lane.settle(prepared, step);
      else {
        const maxTokens = Math.min(call.maxTokens, lane.contextTokens - prompt.length);
        const give = ({ text, likelihood }: Piece, outputTokens: number): void => {
          const sure = likelihood === undefined ? {} : { likelihood };
          send({ type: "text", id: call.id, text, ...sure, usage: usageAt(outputTokens) });
        };
        const tokens = lane.generate(prepared, { ...samplingOf(call), ...begun, maxTokens }, step);
        const known = required.length;
        outcome = await writeText({ model, tokens, known, stop: call.stop, maxTokens, give }, signal);
      }
      send({ type: "done", id: call.id, reason: outcome.reason, usage: usageAt(outcome.outputTokens) });
    } finally {
      seat.leave();
    }
  }

  async function start(call: EngineCall): Promise<void> {
    // What somebody waits for ends the warming of the same cache, which it would only disturb.
    for (const other of inWork.values()) {
      if (other.call.type === "warm" && other.call.lane === call.lane) other.controller.abort();
    }
    const controller = new AbortController();
    inWork.set(call.id, { call, controller });
    try {
      await answer(call, controller.signal);
    } catch (error) {
      const { kind, message, remedy } = toFailure(error);
      send({ type: "failed", id: call.id, kind, message, ...(remedy === undefined ? {} : { remedy }) });
    } finally {
      inWork.delete(call.id);
    }
  }

  return {
    receive(request) {
      if (request.type === "cancel") inWork.get(request.id)?.controller.abort();
      else void start(request);
    },
  };
}

type Piece = { readonly text: string; readonly likelihood?: Likelihood };

type Writing = {
  readonly model: LlamaModel;
  readonly tokens: AsyncGenerator<Written>;
  /** Characters at the beginning that stand in the document already, and are not given. */
  readonly known: number;
  readonly stop: readonly string[];
  readonly maxTokens: number;
  /** Takes a piece of text, never empty, and how many tokens were written up to its end. */
  readonly give: (piece: Piece, outputTokens: number) => void;
};

/** Gives the text of the tokens until the model, a stop string or the limit ends it. */
async function writeText(
  { model, tokens, known, stop, maxTokens, give }: Writing,
  signal: AbortSignal,
): Promise<{ reason: EndReason; outputTokens: number }> {
  const reader = createTokenReader(model);
  const scanner = createStopScanner(stop);
  let outputTokens = 0;
  let toSkip = known;
  // Of the tokens whose text is not given yet.
  let likelihood: Likelihood | undefined;
  const giveText = (text: string): void => {
    if (text === "") return;
    give({ text, ...(likelihood === undefined ? {} : { likelihood }) }, outputTokens);
    likelihood = undefined;
  };
  for await (const { token, logProbability } of tokens) {
    signal.throwIfAborted();
    outputTokens++;
    if (logProbability !== undefined) {
      const { tokens: count = 0, logProbability: sum = 0 } = likelihood ?? {};
      likelihood = { tokens: count + 1, logProbability: sum + logProbability };
    }
    const piece = reader.read(token);
    // A sentinel in the answer means that the model has left the hole.
    if (piece === "" && model.isSpecialToken(token)) break;
    const { text, isStopped } = scanner.push(piece.slice(toSkip));
    toSkip = Math.max(0, toSkip - piece.length);
    giveText(text);
    if (isStopped) return { reason: "stop", outputTokens };
    if (outputTokens >= maxTokens) {
      giveText(scanner.rest());
      return { reason: "length", outputTokens };
    }
  }
  giveText(scanner.rest());
  return { reason: "stop", outputTokens };
}

function samplingOf({ temperature, seed }: EngineCall): { temperature: number; seed?: number } {
  return { temperature, ...(seed === undefined ? {} : { seed }) };
}

/** One memory per lane, so that a chat between two keystrokes costs the second no tokenizing. */
function createTokenizers(
  model: LlamaModel,
): (lane: LaneName, segments: readonly PromptSegment[]) => Token[] {
  const tokenizers = { completion: createTokenizer(model), chat: createTokenizer(model) };
  return (lane, segments) => tokenizers[lane](segments);
}

/** Gives each piece of work a seat, and each step of it the processor to itself with the right number of threads. */
function createStepping(llama: Llama): (rank: number) => { readonly seat: Seat; readonly step: Step } {
  const turns = createTurns();
  const threads = createThreadChoice(llama.cpuMathCores);
  return (rank) => {
    const seat = turns.enter(rank);
    const step: Step = (tokens, work) =>
      seat.step(async () => {
        const chosen = threads.threadsFor(tokens);
        llama.maxThreads = chosen;
        const startedMs = performance.now();
        const result = await work();
        threads.note(tokens, chosen, performance.now() - startedMs);
        return result;
      });
    return { seat, step };
  };
}
