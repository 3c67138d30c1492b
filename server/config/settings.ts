// Owns the settings in force: merges what the sources say and decides a source's right to set a row; reads no files.
import { nearestName } from "./nearest-name.ts";
import { isObject, SETTINGS, type Setting } from "./setting-rows.ts";

export type BackendSettings = {
  readonly provider: string;
  readonly baseUrl?: string;
  /** In place of `baseUrl`: several endpoints of one model, which share the work. */
  readonly baseUrls?: readonly string[];
  readonly model?: string;
  /** Name of the environment variable that holds the key. */
  readonly keyEnv?: string;
  /** Path of a file that only the user may read, whose first line is the key; `~/` is the home folder. */
  readonly keyFile?: string;
  /** Command whose first line of output is the key. */
  readonly keyCommand?: readonly string[];
  /** `auto`, `off`, `suffix` (the server takes prompt and suffix) or a dialect id. */
  readonly fim?: string;
  /** For `replay`: path of a recording. */
  readonly recording?: string;
  readonly prices?: Prices;
};

/** How sure of a completion to be before it is shown unasked. */
export type Eagerness = "shy" | "normal" | "eager";

/** In US dollars for a million tokens; `cached` is that of prompt tokens from a cache, if it is another. */
export type Prices = { readonly input: number; readonly output: number; readonly cached?: number };

export type Settings = {
  readonly backends: Readonly<Record<string, BackendSettings>>;
  readonly completion: {
    readonly backend: string | undefined;
    readonly model: string | undefined;
    readonly enabled: boolean;
    readonly maxTokens: number;
    /** Also offer completion items to clients that have inline completion. */
    readonly inList: boolean;
    readonly eagerness: Eagerness;
  };
  readonly edits: {
    readonly backend: string | undefined;
    readonly model: string | undefined;
    readonly maxTokens: number;
    readonly samples: number;
  };
  readonly context: { readonly maxTokens: number; readonly sources: Readonly<Record<string, boolean>> };
  readonly verify: {
    readonly security: "block" | "warn" | "off";
    /** A command for each language id. */
    readonly checkers: Readonly<Record<string, readonly string[]>>;
  };
  readonly offline: boolean;
  readonly trace: "off" | "messages" | "verbose";
};

/** `user` rows are ignored, with one notice, when a workspace file or a client message sets them (SECURITY rule R1). */
export type SettingScope = "user" | "workspace";
export type SettingSource = "default" | "user-file" | "environment" | "argv" | "client" | "workspace-file";

/** A setting that was not taken, in words for the user. */
export type SettingNotice = {
  readonly source: SettingSource;
  readonly key: string;
  readonly message: string;
};

export interface SettingsStore {
  current(): Settings;
  /** Replaces everything a source said before; returns what was not taken. */
  set(source: SettingSource, values: unknown): readonly SettingNotice[];
  subscribe(listener: (settings: Settings) => void): () => void;
}

// From the weakest to the strongest. A workspace file only narrows, so it stands above the editor, which would undo that;
// environment and argv were given for this one run.
const PRECEDENCE: readonly SettingSource[] = [
  "default",
  "user-file",
  "client",
  "workspace-file",
  "environment",
  "argv",
];

// A notice is one sentence; a hostile file must not make it a page.
const MOST_NAMED = 5;
const LONGEST_NAME = 60;

// Rows of every type side by side; a row's own check gives the type back.
type Row = Setting<unknown>;
const ROWS: readonly (readonly [string, Row])[] = Object.entries<Row>(SETTINGS);

/** Where a dotted key leads: a row, or one named entry of a row that has entries. */
type Place = { readonly rowKey: string; readonly row: Row; readonly entry?: string };
type Said = ReadonlyMap<string, { readonly row: Row; readonly value: unknown }>;
type Merged = ReadonlyMap<Row, unknown>;

/** A store in which everything has its default until `set` is called. Listeners hear of a change after it took effect. */
export function createSettings(): SettingsStore {
  const said = new Map<SettingSource, Said>();
  const listeners = new Set<(settings: Settings) => void>();
  let settings = assemble(new Map());

  return {
    current: () => settings,
    set(source, values) {
      const below = merge(said, PRECEDENCE.slice(0, PRECEDENCE.indexOf(source)));
      const { taken, notices } = take(source, values, below, said.get(source));
      said.set(source, taken);
      settings = assemble(merge(said, PRECEDENCE));
      for (const listener of [...listeners]) listener(settings);
      return notices;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The SETTINGS rows as a Markdown table, for the README. */
export function settingsTable(): string {
  const lines = ROWS.map(([key, row]) => {
    const usual = row.default === undefined ? "–" : `\`${JSON.stringify(row.default)}\``;
    return `| \`${key}\` | ${usual} | ${row.scope} | ${row.doc} |`;
  });
  return ["| key | default | scope | what it does |", "|---|---|---|---|", ...lines, ""].join("\n");
}

/** Sorts what a source says into values and notices; a wrong value leaves the last good one of the same source. */
function take(
  source: SettingSource,
  values: unknown,
  below: Merged,
  before: Said | undefined,
): { readonly taken: Said; readonly notices: readonly SettingNotice[] } {
  const taken = new Map<string, { row: Row; value: unknown }>();
  const notices = new Map<string, SettingNotice>();
  const unknown: string[] = [];
  const refuse = (key: string, message: string): void => {
    notices.set(key, { source, key, message });
  };

  for (const { key, value } of flatten(values)) {
    const place = findPlace(key);
    if (place === undefined) {
      unknown.push(key);
      continue;
    }
    const { row, rowKey, entry } = place;
    if (!mayEverSet(source, row)) {
      refuse(rowKey, `"${rowKey}" is ignored here: only the user's own configuration file may set it`);
      continue;
    }
    const checked = row.check(entry === undefined ? value : Object.fromEntries([[entry, value]]));
    if (checked === undefined) {
      const last = before?.get(key);
      if (last !== undefined) taken.set(key, last);
      refuse(key, `${quote(key)} is not used: expected ${row.expects}`);
      continue;
    }
    taken.set(key, { row, value: checked });
    const objection = objectionTo(source, row, checked, below);
    if (objection !== undefined) refuse(key, `${quote(key)} is ignored here: ${objection}`);
  }

  const [first] = unknown;
  if (first !== undefined) refuse(first, unknownKeys(unknown));
  return { taken, notices: [...notices.values()] };
}

/** Nested objects and dotted keys, with or without the section name, as dotted keys; `null` means "not set", as editors send it. */
function flatten(values: unknown): readonly { readonly key: string; readonly value: unknown }[] {
  const found: { key: string; value: unknown }[] = [];
  const visit = (key: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    const place = findPlace(key);
    const isGroup = place === undefined ? isPrefix(key) : place.row.hasEntries && place.entry === undefined;
    if (!isGroup || !isObject(value)) found.push({ key, value });
    else for (const [name, child] of Object.entries(value)) visit(`${key}.${name}`, child);
  };
  if (!isObject(values)) return values === undefined || values === null ? [] : [{ key: "", value: values }];
  const section = values["treewright"];
  for (const [name, value] of Object.entries(isObject(section) ? section : values)) {
    visit(name.replace(/^treewright\./, ""), value);
  }
  return found;
}

function findPlace(key: string): Place | undefined {
  for (const [rowKey, row] of ROWS) {
    if (key === rowKey) return { rowKey, row };
    if (row.hasEntries && key.startsWith(`${rowKey}.`)) {
      return { rowKey, row, entry: key.slice(rowKey.length + 1) };
    }
  }
  return undefined;
}

function isPrefix(key: string): boolean {
  return ROWS.some(([rowKey]) => rowKey.startsWith(`${key}.`));
}

/** R1: an editor forwards a folder's settings as its own, so it gets no more than `workspace` rows and what narrows. */
function mayEverSet(source: SettingSource, row: Row): boolean {
  switch (source) {
    case "default":
    case "user-file":
    case "environment":
    case "argv":
      return true;
    case "client":
      return row.scope === "workspace" || row.narrows !== undefined;
    case "workspace-file":
      return row.narrows !== undefined;
  }
}

/** Why a well-formed value is not taken from this source, given what the sources below it say. */
function objectionTo(source: SettingSource, row: Row, value: unknown, below: Merged): string | undefined {
  if (source !== "client" && source !== "workspace-file") return undefined;
  if (row.namesBackend) {
    const isHere = value === "embedded" || value === "workspace";
    const isKnown = isHere || Object.hasOwn(valueOf(SETTINGS.backends, below), String(value));
    return isKnown ? undefined : "the user's own configuration file has no backend of this name";
  }
  if (source === "client" && row.scope === "workspace") return undefined;
  const isNarrower = row.narrows?.(value, below.has(row) ? below.get(row) : row.default) ?? false;
  return isNarrower ? undefined : "this source may only narrow what the user allows";
}

function merge(said: ReadonlyMap<SettingSource, Said>, sources: readonly SettingSource[]): Merged {
  const merged = new Map<Row, unknown>();
  for (const source of sources) {
    const below = new Map(merged);
    for (const { row, value } of said.get(source)?.values() ?? []) {
      if (objectionTo(source, row, value, below) !== undefined) continue;
      const current = merged.get(row);
      merged.set(
        row,
        row.hasEntries && isObject(current) && isObject(value) ? { ...current, ...value } : value,
      );
    }
  }
  return merged;
}

function valueOf<Value>(row: Setting<Value>, merged: Merged): Value {
  return row.check(merged.get(row)) ?? row.default;
}

function assemble(merged: Merged): Settings {
  const read = <Value>(row: Setting<Value>): Value => valueOf(row, merged);
  return {
    backends: read(SETTINGS.backends),
    completion: {
      backend: read(SETTINGS["completion.backend"]),
      model: read(SETTINGS["completion.model"]),
      enabled: read(SETTINGS["completion.enabled"]),
      maxTokens: read(SETTINGS["completion.maxTokens"]),
      inList: read(SETTINGS["completion.inList"]),
      eagerness: read(SETTINGS["completion.eagerness"]),
    },
    edits: {
      backend: read(SETTINGS["edits.backend"]),
      model: read(SETTINGS["edits.model"]),
      maxTokens: read(SETTINGS["edits.maxTokens"]),
      samples: read(SETTINGS["edits.samples"]),
    },
    context: {
      maxTokens: read(SETTINGS["context.maxTokens"]),
      sources: read(SETTINGS["context.sources"]),
    },
    verify: {
      security: read(SETTINGS["verify.security"]),
      checkers: read(SETTINGS["verify.checkers"]),
    },
    offline: read(SETTINGS.offline),
    trace: read(SETTINGS.trace),
  };
}

function unknownKeys(keys: readonly string[]): string {
  const known = [...new Set(ROWS.flatMap(([key]) => [key, key.split(".")[0] ?? key]))];
  const named = keys.slice(0, MOST_NAMED).map((key) => {
    const nearest = nearestName(key, known);
    return nearest === undefined ? quote(key) : `${quote(key)} (did you mean "${nearest}"?)`;
  });
  const rest = keys.length > MOST_NAMED ? ` and ${keys.length - MOST_NAMED} more` : "";
  return `unknown settings are ignored: ${named.join(", ")}${rest}`;
}

function quote(key: string): string {
  return JSON.stringify(key.length > LONGEST_NAME ? `${key.slice(0, LONGEST_NAME)}…` : key);
}
