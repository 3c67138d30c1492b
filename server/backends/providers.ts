// Owns the PROVIDERS table: where each provider answers, what its key is called, and how its wire form differs; opens no connection.
import type { FimForm } from "./backend.ts";

/** Where and how holes are filled. `isBesideBase`: the path starts at the origin, not behind the base URL. */
export type FimEndpoint = {
  readonly form: "suffix" | "raw" | "infill";
  readonly path: string;
  readonly isBesideBase?: true;
};

/** What the wire forms need to know of a provider. */
export type WireProvider = {
  readonly limitName: "max_tokens" | "max_completion_tokens";
  readonly seedName?: "seed" | "random_seed";
  /** The stream ends with a usage report if `stream_options` asks for it. */
  readonly reportsUsage: boolean;
  /** Models that answer 400 to a temperature, stop texts or a seed. */
  readonly unsteerable?: RegExp;
  /** Fields that keep models from spending an answer's tokens on thinking; the first row that fits. */
  readonly thinking?: readonly Thinking[];
  /** Stop texts a request may have; 4 if not given. */
  readonly mostStops?: number;
  /** Refuses stop texts of blanks alone. */
  readonly hasNoBlankStops?: true;
  /** Calls with the same value of this field are sent to where their common beginning is cached. */
  readonly cacheKeyName?: "prompt_cache_key";
  /** A hole's answer comes with the probability of each token if `logprobs` asks for it. */
  readonly tellsLikelihood?: true;
  /** Draws only what a grammar in GBNF allows, if `grammar` holds one. */
  readonly takesGrammar?: true;
  /** The header that carries the key where it is not `authorization: Bearer`. */
  readonly keyHeader?: "api-key";
};

export type Thinking = {
  readonly models: RegExp;
  readonly fields: Readonly<Record<string, unknown>>;
};

/**
 * `real server`: the server itself answers the tests with a real model, and another test reads what it once sent.
 * `recorded stream`: the server itself was run, and a test reads what it sent.
 * `written stream`: a test reads a stream written after the documentation, or after what others recorded.
 */
export type Checked = "real server" | "recorded stream" | "written stream";

export type Provider = WireProvider & {
  readonly id: string;
  /** Absent where the user must name it. */
  readonly baseUrl?: string;
  /** Variables that may hold the key, the first one set is taken; none for servers without keys. */
  readonly keyEnv: readonly string[];
  /** Used where settings name no model. A local server is asked for its own. */
  readonly chatModel?: string;
  readonly fimModel?: string;
  /** `none`: chat only. `by-model`: a raw prompt if the model's family is known. `ollama`: asked of the server. */
  readonly fim: FimEndpoint | "none" | "by-model" | "ollama";
  /** Runs on this computer by default and is looked for at its usual port. */
  readonly isLocal?: true;
  /** How sure it is that the row is right. */
  readonly checked: Checked;
};

const RAW: FimEndpoint = { form: "raw", path: "/completions" };
const SUFFIX: FimEndpoint = { form: "suffix", path: "/completions" };
const MISTRAL_FIM: FimEndpoint = { form: "suffix", path: "/fim/completions" };

const LOW_EFFORT = { reasoning_effort: "low" } as const;
const NO_EFFORT = { reasoning_effort: "none" } as const;
// Servers that write the prompt by the model's own template hand this on to it.
const TEMPLATE_THINKING = [
  { models: /qwen-?3(?!-?coder)/i, fields: { chat_template_kwargs: { enable_thinking: false } } },
] as const;

const HOSTED = { limitName: "max_tokens", seedName: "seed", reportsUsage: true, fim: "none" } as const;
const LOCAL = {
  limitName: "max_tokens",
  seedName: "seed",
  reportsUsage: true,
  keyEnv: [],
  isLocal: true,
} as const;

/** One row per provider. The order is the one in which keys in the environment and local ports are tried. */
export const PROVIDERS = [
  {
    ...HOSTED,
    id: "codestral",
    baseUrl: "https://codestral.mistral.ai/v1",
    keyEnv: ["CODESTRAL_API_KEY"],
    chatModel: "codestral-latest",
    fimModel: "codestral-latest",
    fim: MISTRAL_FIM,
    seedName: "random_seed",
    reportsUsage: false,
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "mistral",
    baseUrl: "https://api.mistral.ai/v1",
    keyEnv: ["MISTRAL_API_KEY"],
    chatModel: "mistral-medium-latest",
    fimModel: "codestral-latest",
    fim: MISTRAL_FIM,
    seedName: "random_seed",
    reportsUsage: false,
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "deepseek",
    baseUrl: "https://api.deepseek.com",
    keyEnv: ["DEEPSEEK_API_KEY"],
    chatModel: "deepseek-chat",
    fimModel: "deepseek-chat",
    fim: { form: "suffix", path: "/beta/completions", isBesideBase: true },
    tellsLikelihood: true,
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "anthropic",
    baseUrl: "https://api.anthropic.com/v1",
    keyEnv: ["ANTHROPIC_API_KEY"],
    chatModel: "claude-haiku-4-5",
    hasNoBlankStops: true,
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "openai",
    baseUrl: "https://api.openai.com/v1",
    keyEnv: ["OPENAI_API_KEY"],
    chatModel: "gpt-4.1-mini",
    limitName: "max_completion_tokens",
    unsteerable: /^(o\d|gpt-5)/,
    thinking: [{ models: /^(o\d|gpt-5)/, fields: LOW_EFFORT }],
    cacheKeyName: "prompt_cache_key",
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "gemini",
    baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai",
    keyEnv: ["GEMINI_API_KEY"],
    chatModel: "gemini-flash-latest",
    // Flash of 2.5 stops thinking altogether; the later ones and Pro think a little at the least.
    thinking: [
      { models: /^gemini-2\.5-flash/, fields: NO_EFFORT },
      { models: /^gemini-(2\.5|[3-9]|flash|pro)/, fields: LOW_EFFORT },
    ],
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "xai",
    baseUrl: "https://api.x.ai/v1",
    keyEnv: ["XAI_API_KEY"],
    chatModel: "grok-4.3",
    unsteerable: /^grok-(code|latest|[4-9]|3-mini)/,
    thinking: [
      { models: /^grok-(4\.[3-9]|latest)/, fields: NO_EFFORT },
      { models: /^grok-3-mini/, fields: LOW_EFFORT },
    ],
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "qwen",
    baseUrl: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
    keyEnv: ["DASHSCOPE_API_KEY"],
    chatModel: "qwen3-coder-plus",
    thinking: [{ models: /^(qwen3-(?!coder)|qwen-(plus|turbo|flash))/, fields: { enable_thinking: false } }],
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "glm",
    baseUrl: "https://api.z.ai/api/paas/v4",
    keyEnv: ["ZAI_API_KEY"],
    chatModel: "glm-4.5-air",
    thinking: [{ models: /^glm-(4\.[5-9]|[5-9])/, fields: { thinking: { type: "disabled" } } }],
    mostStops: 1,
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "openrouter",
    baseUrl: "https://openrouter.ai/api/v1",
    keyEnv: ["OPENROUTER_API_KEY"],
    chatModel: "qwen/qwen3-coder",
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "groq",
    baseUrl: "https://api.groq.com/openai/v1",
    keyEnv: ["GROQ_API_KEY"],
    chatModel: "openai/gpt-oss-20b",
    thinking: [
      { models: /gpt-oss/, fields: LOW_EFFORT },
      { models: /qwen3/, fields: NO_EFFORT },
    ],
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "together",
    baseUrl: "https://api.together.ai/v1",
    keyEnv: ["TOGETHER_API_KEY"],
    chatModel: "Qwen/Qwen2.5-Coder-32B-Instruct",
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "fireworks",
    baseUrl: "https://api.fireworks.ai/inference/v1",
    keyEnv: ["FIREWORKS_API_KEY"],
    chatModel: "accounts/fireworks/models/qwen3-coder-30b-a3b-instruct",
    fim: "by-model",
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "cerebras",
    baseUrl: "https://api.cerebras.ai/v1",
    keyEnv: ["CEREBRAS_API_KEY"],
    chatModel: "gpt-oss-120b",
    thinking: [{ models: /gpt-oss/, fields: LOW_EFFORT }],
    limitName: "max_completion_tokens",
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "github-models",
    baseUrl: "https://models.github.ai/inference",
    // Not GITHUB_TOKEN: that is set for other reasons, and nobody who set it has chosen to send code anywhere.
    keyEnv: ["GITHUB_MODELS_TOKEN"],
    chatModel: "openai/gpt-4.1-mini",
    unsteerable: /^openai\/(o\d|gpt-5)/,
    thinking: [{ models: /^openai\/(o\d|gpt-5)/, fields: LOW_EFFORT }],
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "azure",
    keyEnv: [],
    keyHeader: "api-key",
    limitName: "max_completion_tokens",
    unsteerable: /^(o\d|gpt-5)/,
    thinking: [{ models: /^(o\d|gpt-5)/, fields: LOW_EFFORT }],
    checked: "written stream",
  },
  { ...LOCAL, id: "ollama", baseUrl: "http://127.0.0.1:11434/v1", fim: "ollama", checked: "written stream" },
  {
    ...LOCAL,
    id: "llama.cpp",
    baseUrl: "http://127.0.0.1:8080/v1",
    fim: { form: "infill", path: "/infill", isBesideBase: true },
    tellsLikelihood: true,
    takesGrammar: true,
    thinking: TEMPLATE_THINKING,
    checked: "real server",
  },
  {
    ...LOCAL,
    id: "lmstudio",
    baseUrl: "http://127.0.0.1:1234/v1",
    fim: "by-model",
    checked: "written stream",
  },
  {
    ...LOCAL,
    id: "vllm",
    baseUrl: "http://127.0.0.1:8000/v1",
    fim: "by-model",
    tellsLikelihood: true,
    thinking: TEMPLATE_THINKING,
    checked: "written stream",
  },
  // No usual port is theirs alone: 3000 mostly belongs to web applications, and 4000 needs a key. They are asked where named.
  {
    ...HOSTED,
    id: "tgi",
    baseUrl: "http://127.0.0.1:3000/v1",
    keyEnv: [],
    fim: "by-model",
    checked: "written stream",
  },
  {
    ...HOSTED,
    id: "litellm",
    baseUrl: "http://127.0.0.1:4000/v1",
    keyEnv: [],
    checked: "recorded stream",
  },
  { ...HOSTED, id: "openai-compatible", keyEnv: [], fim: "by-model", checked: "written stream" },
] as const satisfies readonly Provider[];

export function findProvider(id: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.id === id);
}

/** The table of the README; `tests/house.test.ts` keeps the two equal. */
export function providersTable(): string {
  const providers: readonly Provider[] = PROVIDERS;
  const lines = providers.map((row) => {
    const address = row.baseUrl ?? "`baseUrl` of your settings";
    const key =
      row.keyEnv.map((name) => `\`${name}\``).join(", ") || (row.isLocal ? "–" : "named by `keyEnv`");
    const model = row.chatModel === undefined ? "yes" : `\`${row.chatModel}\``;
    return `| \`${row.id}\` | ${address} | ${key} | ${model} | ${holesInWords(row.fim)} | ${row.checked} |`;
  });
  return [
    "| provider | address | key | chat | completions | how it was checked |",
    "|---|---|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}

function holesInWords(fim: Provider["fim"]): string {
  if (fim === "none") return "asked in chat";
  if (fim === "by-model") return "raw prompt where the model's family is known, else in chat";
  if (fim === "ollama") return "`suffix` where the model can insert, else in chat";
  if (fim.form === "infill") return `\`${fim.path}\`, or a raw prompt where the model's family is known`;
  return `\`suffix\` at \`${fim.path}\``;
}

/** How a model's holes are filled at a provider: what the prompt must look like, and where it goes. */
export type FimRoute = { readonly form: FimForm; readonly endpoint: FimEndpoint };

/**
 * Decides by the setting `fim` ("auto", "off", "suffix" or a dialect) and what is known of provider and model.
 * `canInsert` is what Ollama says about the model. Undefined: the model is asked in chat instead.
 */
export function routeFim(
  provider: Provider,
  model: string,
  fim: string,
  canInsert: boolean,
): FimRoute | undefined {
  if (fim === "off") return undefined;
  if (fim === "suffix") {
    const endpoint = typeof provider.fim === "object" ? provider.fim : SUFFIX;
    return { form: { kind: "suffix" }, endpoint };
  }
  const inDialect = (dialect: string): FimRoute => {
    const finishesWords = provider.takesGrammar === true ? ({ finishesWords: true } as const) : {};
    return { form: { kind: "dialect", dialect, ...finishesWords }, endpoint: RAW };
  };
  if (fim !== "auto") return inDialect(fim);
  if (provider.fim === "none") return undefined;
  if (provider.fim === "ollama") {
    return canInsert ? { form: { kind: "suffix" }, endpoint: SUFFIX } : undefined;
  }
  const dialect = dialectOf(model);
  const isOurLayout = provider.fim === "by-model" || provider.fim.form === "infill";
  // llama.cpp fills holes by itself, but a layout of our own keeps its cache warm where we know the family.
  if (isOurLayout && dialect !== undefined) return inDialect(dialect);
  return provider.fim === "by-model" ? undefined : { form: { kind: "suffix" }, endpoint: provider.fim };
}

// Families whose names say for certain which sentinels they were trained with; every other model is asked in chat.
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/qwen-?(2\.5|3)-?coder/i, "qwen-coder"],
  [/codegemma/i, "codegemma"],
  [/starcoder-?2/i, "starcoder2"],
  [/starcoder|stable-?code|codeqwen/i, "starcoder"],
  [/granite.*code/i, "granite"],
  [/granite-?4/i, "granite-4"],
  [/codestral/i, "codestral"],
  [/deepseek-coder/i, "deepseek-coder"],
  [/code-?llama/i, "codellama"],
  [/seed-?coder/i, "seed-coder"],
  [/mellum/i, "mellum"],
];

/** The prompt room's dialect of a model's family, by its name. */
export function dialectOf(model: string): string | undefined {
  return FAMILIES.find(([name]) => name.test(model))?.[1];
}
