// Owns what the server and the engine's process say to each other; plain data only, since it crosses as JSON.
import type { PromptSegment } from "../../prompt/render.ts";
import type { FailureKind } from "../../trace/failure.ts";
import type { EndReason, Likelihood, Usage } from "../backend.ts";

/** Each lane keeps its own KV cache, so that an action does not push out what typing has warmed. */
export type LaneName = "completion" | "chat";

/** Work for the engine. `id` is the server's number of the call and comes back in every reply to it. */
export type EngineCall = {
  readonly type: "generate" | "warm";
  readonly id: number;
  readonly lane: LaneName;
  readonly segments: readonly PromptSegment[];
  readonly stop: readonly string[];
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed?: number;
};

/** From the server to the engine. A cancelled call is still answered by `done` or `failed`. */
export type EngineRequest = EngineCall | { readonly type: "cancel"; readonly id: number };

/** From the engine to the server: first once `loaded` or `broken`, then what belongs to calls. */
export type EngineReply =
  | { readonly type: "loaded" }
  | { readonly type: "broken"; readonly message: string }
  /** `usage` counts up to here: whoever has enough of an answer hears no `done`. */
  | {
      readonly type: "text";
      readonly id: number;
      readonly text: string;
      readonly likelihood?: Likelihood;
      readonly usage: Usage;
    }
  | { readonly type: "done"; readonly id: number; readonly reason: EndReason; readonly usage: Usage }
  | {
      readonly type: "failed";
      readonly id: number;
      readonly kind: FailureKind;
      readonly message: string;
      readonly remedy?: string;
    };

export type CallReply = Extract<EngineReply, { readonly id: number }>;
