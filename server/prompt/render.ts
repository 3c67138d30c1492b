// Owns the step from task and items to a prompt; pure: the same input gives the same bytes.

/** Raw prompts keep sentinels apart from text, so that text which looks like a sentinel is never tokenized as one. */
export type PromptSegment = { readonly type: "special" | "text"; readonly text: string };

export type PromptFile = { readonly path: string; readonly text: string };

/** Fill in the middle. `segments` is the dialect's rendering; `prefix`, `suffix` and `files` serve endpoints with their own fields. */
export type FimPrompt = {
  readonly kind: "fim";
  readonly segments: readonly PromptSegment[];
  readonly prefix: string;
  readonly suffix: string;
  readonly files: readonly PromptFile[];
  readonly path: string;
  /** At most 4 strings. */
  readonly stop: readonly string[];
  readonly maxTokens: number;
  /** 0 for the first candidate. */
  readonly temperature: number;
  readonly seed?: number;
};

export type ChatMessage = { readonly role: "system" | "user" | "assistant"; readonly content: string };

export type ChatPrompt = {
  readonly kind: "chat";
  readonly messages: readonly ChatMessage[];
  readonly stop: readonly string[];
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed?: number;
};

export type Prompt = FimPrompt | ChatPrompt;
