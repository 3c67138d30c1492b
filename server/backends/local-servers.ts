// Owns finding model servers on this computer and asking any server for its models; gives up fast and never throws.
import { untilAborted } from "../trace/abort.ts";
import { parseJson, textAt, valueAt } from "./json.ts";
import { PROVIDERS, type Provider } from "./providers.ts";

/** One question to a port; an answer that takes longer is none (MODELS section 1). */
const PROBE_LIMIT_MS = 300;

type LocalServer = { readonly provider: Provider; readonly models: readonly string[] };

/** Servers at their usual ports that answer with models, in the order of PROVIDERS; all are asked at once. */
export async function findLocalServers(fetchPort: typeof fetch): Promise<readonly LocalServer[]> {
  const asked = PROVIDERS.filter((provider) => "isLocal" in provider).map(async (provider) => {
    const reply = await askForModels({ baseUrl: provider.baseUrl, limitMs: PROBE_LIMIT_MS }, fetchPort);
    return { provider, models: reply.kind === "models" ? reply.models : [] };
  });
  return (await Promise.all(asked)).filter((server) => server.models.length > 0);
}

/** What a server says about its models: their names, a status that is no success, or nothing that can be understood. */
export type ModelsReply =
  | { readonly kind: "models"; readonly models: readonly string[] }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "silent" };

/** Asks `GET /models`, which costs nothing and needs the key where one is needed. */
export async function askForModels(
  server: {
    readonly baseUrl: string;
    readonly key?: string | undefined;
    readonly keyHeader?: "api-key" | undefined;
    readonly limitMs: number;
  },
  fetchPort: typeof fetch,
): Promise<ModelsReply> {
  const { baseUrl, key, keyHeader, limitMs } = server;
  const address = new URL(baseUrl);
  address.pathname = `${address.pathname.replace(/\/$/, "")}/models`;
  const reply = await ask(fetchPort, address.href, limitMs, { headers: keyHeaders(key, keyHeader) });
  if (reply === undefined) return { kind: "silent" };
  if (reply.status >= 400) return { kind: "status", status: reply.status };
  const rows = valueAt(reply.json, "data");
  if (!Array.isArray(rows)) return { kind: "silent" };
  return { kind: "models", models: rows.map((row) => textAt(row, "id") ?? "").filter((id) => id !== "") };
}

/** The header that carries a key, if there is one. */
export function keyHeaders(
  key: string | undefined,
  keyHeader: "api-key" | undefined,
): Readonly<Record<string, string>> {
  if (key === undefined) return {};
  return keyHeader === undefined ? { authorization: `Bearer ${key}` } : { [keyHeader]: key };
}

/** The model to use if nobody named one: the first made for code, else the first that is no embedding model. */
export function preferredModel(models: readonly string[]): string | undefined {
  return models.find((name) => /cod(e|estral)/i.test(name)) ?? models.find((name) => !/embed/i.test(name));
}

/** Whether Ollama's template for a model has a place for a suffix. */
export async function canOllamaInsert(
  baseUrl: string,
  model: string,
  fetchPort: typeof fetch,
): Promise<boolean> {
  const reply = await ask(fetchPort, new URL("/api/show", baseUrl).href, PROBE_LIMIT_MS, {
    method: "POST",
    body: JSON.stringify({ model }),
  });
  const capabilities = valueAt(reply?.json, "capabilities");
  return Array.isArray(capabilities) && capabilities.includes("insert");
}

/**
 * What tells families of models apart by the tokens they have. General models often have those of the coders of their
 * family, untrained: the trial finds that. StarCoder and Mellum have the same ones in different orders, and stay unknown.
 */
export const SENTINELS: readonly { readonly dialect: string; readonly tokens: readonly string[] }[] = [
  {
    dialect: "qwen-coder",
    tokens: ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_sep|>", "<|repo_name|>"],
  },
  {
    dialect: "codegemma",
    tokens: ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_separator|>"],
  },
  {
    dialect: "granite-4",
    tokens: ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|end_of_text|>"],
  },
  { dialect: "deepseek-coder", tokens: ["<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"] },
  { dialect: "seed-coder", tokens: ["<[fim-suffix]>", "<[fim-prefix]>", "<[fim-middle]>"] },
];

/** The family of the model that a llama.cpp server has, by its vocabulary; for a model whose name says nothing. */
export async function dialectInVocabulary(
  baseUrl: string,
  fetchPort: typeof fetch,
): Promise<string | undefined> {
  const url = new URL("/tokenize", baseUrl).href;
  const asked = SENTINELS.map(async ({ tokens }) => {
    const body = { content: tokens.join(""), add_special: false, parse_special: true };
    const reply = await ask(fetchPort, url, PROBE_LIMIT_MS, { method: "POST", body: JSON.stringify(body) });
    const found = valueAt(reply?.json, "tokens");
    return Array.isArray(found) && found.length === tokens.length;
  });
  const has = await Promise.all(asked);
  return SENTINELS.find((_, index) => has[index])?.dialect;
}

async function ask(
  fetchPort: typeof fetch,
  url: string,
  limitMs: number,
  init: RequestInit,
): Promise<{ readonly status: number; readonly json: unknown } | undefined> {
  try {
    const signal = AbortSignal.timeout(limitMs);
    const response = await fetchPort(url, { ...init, redirect: "error", signal });
    return { status: response.status, json: parseJson(await untilAborted(response.text(), signal)) };
  } catch {
    // Nobody there, or somebody else: for a question that was a guess, that is an answer.
    return undefined;
  }
}
