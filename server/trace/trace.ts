// Owns levels, timed spans and the scrubbing of secrets from what is logged; knows no transport.

/** `off` keeps warnings and errors, `messages` adds one line per piece of work, `verbose` adds every span. */
export type TraceLevel = "off" | "messages" | "verbose";
export type LogLevel = "error" | "warning" | "info" | "debug";

export type LogLine = { readonly level: LogLevel; readonly text: string };

/** A timed step of one piece of work. Times are milliseconds of a monotonic clock. */
export interface TraceSpan {
  readonly name: string;
  child(name: string): TraceSpan;
  note(key: string, value: string | number | boolean): void;
  /** Ends the step and returns how long it took; later calls return the same number. */
  end(): number;
  /** Everything known so far, for `treewright.trace`. */
  report(): SpanReport;
}

export type SpanReport = {
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number | undefined;
  readonly notes: Readonly<Record<string, string | number | boolean>>;
  readonly children: readonly SpanReport[];
};

export interface Trace {
  setLevel(level: TraceLevel): void;
  start(name: string): TraceSpan;
  log(level: LogLevel, text: string): void;
  /** For what "cannot happen": logged once per `what`, counted, never thrown. */
  reportBug(what: string, cause?: unknown): void;
  /** How many distinct bugs were reported; tests assert zero. */
  readonly bugCount: number;
  /** Marks a value (a key, a token) that must never be written; shorter than 6 characters is ignored. */
  addSecret(value: string): void;
}

export type TracePorts = {
  readonly write: (line: LogLine) => void;
  readonly now?: () => number;
};

const LEVELS_SHOWN: Readonly<Record<TraceLevel, readonly LogLevel[]>> = {
  off: ["error", "warning"],
  messages: ["error", "warning", "info"],
  verbose: ["error", "warning", "info", "debug"],
};

// A value this short would blank out ordinary words.
const SHORTEST_SECRET = 6;

export function createTrace(ports: TracePorts): Trace {
  const now = ports.now ?? (() => performance.now());
  const secrets = new Set<string>();
  const bugs = new Set<string>();
  let level: TraceLevel = "off";

  const scrub = (text: string): string => {
    let scrubbed = text;
    for (const secret of secrets) scrubbed = scrubbed.replaceAll(secret, "[secret]");
    return scrubbed;
  };
  const log = (lineLevel: LogLevel, text: string): void => {
    if (LEVELS_SHOWN[level].includes(lineLevel)) ports.write({ level: lineLevel, text: scrub(text) });
  };
  const start = (name: string, parent?: TraceSpan): TraceSpan => {
    const startMs = now();
    const notes: Record<string, string | number | boolean> = {};
    const children: TraceSpan[] = [];
    let durationMs: number | undefined;
    const span: TraceSpan = {
      name,
      child(childName) {
        const child = start(childName, span);
        children.push(child);
        return child;
      },
      note(key, value) {
        notes[key] = typeof value === "string" ? scrub(value) : value;
      },
      end() {
        if (durationMs === undefined) {
          durationMs = now() - startMs;
          log(
            parent === undefined ? "info" : "debug",
            `${name} ${durationMs.toFixed(1)} ms ${JSON.stringify(notes)}`,
          );
        }
        return durationMs;
      },
      report() {
        return { name, startMs, durationMs, notes, children: children.map((child) => child.report()) };
      },
    };
    return span;
  };

  return {
    setLevel(next) {
      level = next;
    },
    start: (name) => start(name),
    log,
    reportBug(what, cause) {
      if (bugs.has(what)) return;
      bugs.add(what);
      const detail =
        cause instanceof Error ? (cause.stack ?? cause.message) : cause === undefined ? "" : String(cause);
      log("error", `bug: ${what}${detail === "" ? "" : `\n${detail}`}`);
    },
    get bugCount() {
      return bugs.size;
    },
    addSecret(value) {
      if (value.length >= SHORTEST_SECRET) secrets.add(value);
    },
  };
}
