// Owns the SETTINGS table: key, default, check, scope and sentence of every row; knows no sources and no files.
import type { BackendSettings, Eagerness, Prices, SettingScope, Settings } from "./settings.ts";

/** The value if it is acceptable, cleaned; undefined if not. */
type Check<Value> = (value: unknown) => Value | undefined;

export type Setting<Value> = {
  readonly default: Value;
  readonly scope: SettingScope;
  /** What a right value is, to follow the word "expected". */
  readonly expects: string;
  readonly doc: string;
  readonly check: Check<Value>;
  /** True where `next` only takes away from `current`; such a value may come from a place that is not trusted. */
  narrows?(next: Value, current: Value): boolean;
  /** An object of named entries: each is checked and merged on its own. */
  readonly hasEntries?: true;
  /** The value is the id of a backend; a client may name only those of the user's own file. */
  readonly namesBackend?: true;
};

const ENTRY_NAME = /^[a-z0-9][a-z0-9_-]*$/i;

const isTrue: Check<boolean> = (value) => (typeof value === "boolean" ? value : undefined);

const isText: Check<string> = (value) =>
  typeof value === "string" && value !== "" && value.length <= 200 ? value : undefined;

function isCount(min: number, max: number): Check<number> {
  return (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= min && value <= max ? value : undefined;
}

function isOneOf<Word extends string>(words: readonly Word[]): Check<Word> {
  return (value) => words.find((word) => word === value);
}

function isRecordOf<Value>(check: Check<Value>): Check<Readonly<Record<string, Value>>> {
  return (value) => {
    if (!isObject(value)) return undefined;
    const entries: [string, Value][] = [];
    for (const [name, entry] of Object.entries(value)) {
      const checked = check(entry);
      if (!ENTRY_NAME.test(name) || checked === undefined) return undefined;
      entries.push([name, checked]);
    }
    return Object.fromEntries(entries);
  };
}

const BACKEND_TEXTS = ["provider", "baseUrl", "model", "keyEnv", "keyFile", "fim", "recording"] as const;

// Addresses are shown, so they hold no password, and no query but Azure's version.
const ADDRESS = /^https?:\/\/[^\s@?#]+(\?api-version=[\w.-]+)?$/;

// More endpoints of one model than this belong behind a gateway.
const MOST_ADDRESSES = 32;

const isBackend: Check<BackendSettings> = (value) => {
  if (!isObject(value)) return undefined;
  const texts: Partial<Record<(typeof BACKEND_TEXTS)[number], string>> = {};
  for (const key of BACKEND_TEXTS) {
    const text = value[key];
    if (text === undefined) continue;
    if (typeof text !== "string" || text === "") return undefined;
    texts[key] = text;
  }
  const { provider, ...rest } = texts;
  if (provider === undefined) return undefined;
  const known: readonly string[] = [...BACKEND_TEXTS, "baseUrls", "keyCommand", "prices"];
  if (!Object.keys(value).every((key) => known.includes(key))) return undefined;
  if (rest.baseUrl !== undefined && !ADDRESS.test(rest.baseUrl)) return undefined;

  const { baseUrls: addresses, keyCommand: command } = value;
  const baseUrls = addresses === undefined ? undefined : textsIn(addresses);
  const keyCommand = command === undefined ? undefined : textsIn(command);
  if (addresses !== undefined) {
    if (baseUrls === undefined || rest.baseUrl !== undefined) return undefined;
    if (baseUrls.length > MOST_ADDRESSES || !baseUrls.every((url) => ADDRESS.test(url))) return undefined;
    if (new Set(baseUrls).size < baseUrls.length) return undefined;
  }
  if (command !== undefined && keyCommand === undefined) return undefined;
  const prices = value["prices"] === undefined ? undefined : pricesIn(value["prices"]);
  if (value["prices"] !== undefined && prices === undefined) return undefined;
  return {
    provider,
    ...rest,
    ...(baseUrls === undefined ? {} : { baseUrls }),
    ...(keyCommand === undefined ? {} : { keyCommand }),
    ...(prices === undefined ? {} : { prices }),
  };
};

function pricesIn(value: unknown): Prices | undefined {
  if (!isObject(value)) return undefined;
  const { input, output, cached, ...others } = value;
  if (!isPrice(input) || !isPrice(output) || Object.keys(others).length > 0) return undefined;
  if (cached !== undefined && !isPrice(cached)) return undefined;
  return { input, output, ...(cached === undefined ? {} : { cached }) };
}

function isPrice(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** A list of texts that is not empty. */
function textsIn(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const texts = value.filter((text) => typeof text === "string");
  return texts.length === value.length ? texts : undefined;
}

// From little to much.
const EAGERNESS: readonly Eagerness[] = ["shy", "normal", "eager"];

const isSmaller = (next: number, current: number): boolean => next <= current;

const SECURITY_WORDS = ["off", "warn", "block"] as const;

type SettingTable = {
  readonly backends: Setting<Settings["backends"]>;
  readonly "completion.backend": Setting<string | undefined>;
  readonly "completion.model": Setting<string | undefined>;
  readonly "completion.enabled": Setting<boolean>;
  readonly "completion.maxTokens": Setting<number>;
  readonly "completion.inList": Setting<boolean>;
  readonly "completion.eagerness": Setting<Eagerness>;
  readonly "edits.backend": Setting<string | undefined>;
  readonly "edits.model": Setting<string | undefined>;
  readonly "edits.maxTokens": Setting<number>;
  readonly "context.maxTokens": Setting<number>;
  readonly "context.sources": Setting<Settings["context"]["sources"]>;
  readonly "edits.samples": Setting<number>;
  readonly "verify.security": Setting<Settings["verify"]["security"]>;
  readonly "verify.checkers": Setting<Settings["verify"]["checkers"]>;
  readonly offline: Setting<boolean>;
  readonly trace: Setting<Settings["trace"]>;
};

/** Every setting. The order is that of the table in the README. */
export const SETTINGS: SettingTable = {
  backends: {
    default: {},
    scope: "user",
    expects:
      'entries like { "provider": "ollama", "model": "…" } with provider, baseUrl (http or https, no password) or baseUrls, model, keyEnv, keyFile, keyCommand, fim, recording, prices',
    doc: "Named model backends; only the user's own file may hold them, since an address decides where source text and keys go.",
    check: isRecordOf(isBackend),
    hasEntries: true,
  },
  "completion.backend": {
    default: undefined,
    scope: "workspace",
    expects: "the id of a backend",
    doc: "The backend that answers completions; without it the first that works is chosen.",
    check: isText,
    namesBackend: true,
  },
  "completion.model": {
    default: undefined,
    scope: "workspace",
    expects: "the name of a model",
    doc: "The model for completions, in place of the backend's own.",
    check: isText,
  },
  "completion.enabled": {
    default: true,
    scope: "workspace",
    expects: "true or false",
    doc: "Whether completions are offered at all.",
    check: isTrue,
    narrows: (next) => !next,
  },
  "completion.maxTokens": {
    default: 128,
    scope: "workspace",
    expects: "a whole number from 1 to 4096",
    doc: "The longest completion, in tokens of the model.",
    check: isCount(1, 4096),
    narrows: isSmaller,
  },
  "completion.inList": {
    default: false,
    scope: "workspace",
    expects: "true or false",
    doc: "Also offer completion items to editors that show inline completions.",
    check: isTrue,
    narrows: (next) => !next,
  },
  "completion.eagerness": {
    default: "normal",
    scope: "workspace",
    expects: '"shy", "normal" or "eager"',
    doc: "How sure of a completion to be before it is shown unasked: shy shows little, eager everything that passes the checks.",
    check: isOneOf(EAGERNESS),
    narrows: (next, current) => EAGERNESS.indexOf(next) <= EAGERNESS.indexOf(current),
  },
  "edits.backend": {
    default: undefined,
    scope: "workspace",
    expects: "the id of a backend",
    doc: "The backend that answers code actions; without it the first that works is chosen.",
    check: isText,
    namesBackend: true,
  },
  "edits.model": {
    default: undefined,
    scope: "workspace",
    expects: "the name of a model",
    doc: "The model for code actions, in place of the backend's own.",
    check: isText,
  },
  "edits.maxTokens": {
    default: 2048,
    scope: "workspace",
    expects: "a whole number from 16 to 32768",
    doc: "The longest answer to a code action, in tokens of the model.",
    check: isCount(16, 32_768),
    narrows: isSmaller,
  },
  "edits.samples": {
    default: 1,
    scope: "workspace",
    expects: "a whole number from 1 to 8",
    doc: "How many answers to a code action are drawn, one after the other, until one passes every check without a remark; more cost more.",
    check: isCount(1, 8),
    narrows: isSmaller,
  },
  "context.maxTokens": {
    default: 2048,
    scope: "workspace",
    expects: "a whole number from 0 to 200000",
    doc: "How much of the workspace a model is told beside the text around the cursor, in tokens.",
    check: isCount(0, 200_000),
    narrows: isSmaller,
  },
  "context.sources": {
    default: {},
    scope: "workspace",
    expects: 'names of sources with true or false, like { "open-files": false }',
    doc: "Switches single sources of context off or on.",
    check: isRecordOf(isTrue),
    narrows: (next) => Object.values(next).every((isOn) => !isOn),
    hasEntries: true,
  },
  "verify.security": {
    default: "block",
    scope: "workspace",
    expects: '"block", "warn" or "off"',
    doc: "What becomes of an answer that adds a security weakness: it is refused, noted, or not looked at; weaknesses of low severity are only ever noted.",
    check: isOneOf(SECURITY_WORDS),
    narrows: (next, current) => SECURITY_WORDS.indexOf(next) >= SECURITY_WORDS.indexOf(current),
  },
  "verify.checkers": {
    default: {},
    scope: "user",
    expects:
      'language ids with a command each, like { "python": ["ruff", "check", "--output-format=concise", "{file}"] }',
    doc: "Your own checkers, by language: run on a document before and after the edit of a code action, in a folder of links beside the workspace; what is new in the edited file goes back to the model.",
    check: isRecordOf(textsIn),
    hasEntries: true,
  },
  offline: {
    default: false,
    scope: "user",
    expects: "true or false",
    doc: "Lets no byte leave this computer: only the embedded model and servers on it are used.",
    check: isTrue,
    narrows: (next) => next,
  },
  trace: {
    default: "off",
    scope: "workspace",
    expects: '"off", "messages" or "verbose"',
    doc: "How much is logged.",
    check: isOneOf(["off", "messages", "verbose"]),
  },
};

/** A JSON object, and no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
