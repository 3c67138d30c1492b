// Owns finding model servers on this computer and asking any server for its models; gives up fast and never throws.
import { parseJson, textAt, valueAt } from "./json.ts";
import { PROVIDERS, type Provider } from "./providers.ts";

/** One question to a port; an answer that takes longer is none (MODELS section 1). */
export const PROBE_LIMIT_MS = 300;

export type LocalServer = { readonly provider: Provider; readonly models: readonly string[] };

/** Servers at their usual ports that answer with models, in the order of PROVIDERS; all are asked at once. */
export async function findLocalServers(fetchPort: typeof fetch): Promise<readonly LocalServer[]> {
  const asked = PROVIDERS.filter((provider) => "isLocal" in provider).map(async (provider) => {
    const models = await listModels(provider.baseUrl, fetchPort);
    return { provider, models: models ?? [] };
  });
  return (await Promise.all(asked)).filter((server) => server.models.length > 0);
}

/** Names of the models a server offers (`GET /models`); undefined if it does not answer in this form in time. */
export async function listModels(
  baseUrl: string,
  fetchPort: typeof fetch,
  key?: string,
  limitMs = PROBE_LIMIT_MS,
): Promise<readonly string[] | undefined> {
  const answer = await ask(fetchPort, `${baseUrl.replace(/\/$/, "")}/models`, limitMs, {
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
  });
  const rows = valueAt(answer, "data");
  if (!Array.isArray(rows)) return undefined;
  return rows.map((row) => textAt(row, "id") ?? "").filter((id) => id !== "");
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
  const answer = await ask(fetchPort, new URL("/api/show", baseUrl).href, PROBE_LIMIT_MS, {
    method: "POST",
    body: JSON.stringify({ model }),
  });
  const capabilities = valueAt(answer, "capabilities");
  return Array.isArray(capabilities) && capabilities.includes("insert");
}

async function ask(
  fetchPort: typeof fetch,
  url: string,
  limitMs: number,
  init: RequestInit,
): Promise<unknown> {
  try {
    const response = await fetchPort(url, {
      ...init,
      redirect: "error",
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await response.text();
    return response.ok ? parseJson(text) : undefined;
  } catch {
    // Nobody there, or somebody else: for a question that was a guess, that is an answer.
    return undefined;
  }
}
