// Owns what people see: colours, the progress bar, one line per message. Results go to stdout, everything else to stderr.
import { createColors } from "picocolors";
import type { Timings } from "./protocol.ts";
import type { ProgressValue } from "./server.ts";

const BAR_WIDTH = 24;
const PLAIN_STEP_PERCENT = 10;
const CLEAR_LINE = "\r\u001B[K";

export type Colours = ReturnType<typeof createColors>;

export type TerminalOptions = { readonly quiet: boolean; readonly color: boolean };

export interface Terminal {
  readonly colours: Colours;
  result(text: string): void;
  /** Something worth knowing beside the result; not said with `--quiet`. */
  note(text: string): void;
  error(text: string): void;
  /** A bar on a terminal, a line for every tenth elsewhere; nothing with `--quiet`. */
  progress(value: ProgressValue): void;
}

export function openTerminal({ quiet, color }: TerminalOptions): Terminal {
  const { env, stdout, stderr } = process;
  const isWanted = color && (env["NO_COLOR"] ?? "") === "";
  const isForced = !["", "0"].includes(env["FORCE_COLOR"] ?? "");
  let hasBar = false;
  let title = "";
  let nextStep = 0;

  const clearBar = (): void => {
    if (hasBar) stderr.write(CLEAR_LINE);
    hasBar = false;
  };
  const say = (text: string): void => {
    clearBar();
    stderr.write(`${text}\n`);
  };
  const drawBar = (message: string, percentage: number | undefined): void => {
    const filled = percentage === undefined ? 0 : Math.round((percentage / 100) * BAR_WIDTH);
    const bar = percentage === undefined ? "" : `[${"█".repeat(filled).padEnd(BAR_WIDTH, "·")}] `;
    const width = Math.max(stderr.columns - 1, 20);
    stderr.write(CLEAR_LINE + `${bar}${title}${message === "" ? "" : `: ${message}`}`.slice(0, width));
    hasBar = true;
  };
  const printStep = (message: string, percentage: number | undefined): void => {
    if (percentage === undefined || percentage < nextStep) return;
    nextStep = (Math.floor(percentage / PLAIN_STEP_PERCENT) + 1) * PLAIN_STEP_PERCENT;
    say(`${title}: ${message}`);
  };

  return {
    colours: createColors(isWanted && (stdout.isTTY || isForced)),
    result(text) {
      clearBar();
      stdout.write(text);
    },
    note: (text) => (quiet ? undefined : say(text)),
    error: say,
    progress({ kind, message = "", percentage, ...rest }) {
      if (quiet) return;
      if (kind === "begin") nextStep = 0;
      title = rest.title ?? title;
      if (kind === "end") clearBar();
      else if (stderr.isTTY) drawBar(message, percentage);
      else printStep(message, percentage);
    },
  };
}

/** A diff with its added and removed lines in colour. */
export function colourDiff(diff: string, colours: Colours): string {
  const lines = diff.split("\n").map((line) => {
    if (/^(?:diff |--- |\+\+\+ |new file )/.test(line)) return colours.bold(line);
    if (line.startsWith("@@")) return colours.cyan(line);
    if (line.startsWith("+")) return colours.green(line);
    if (line.startsWith("-")) return colours.red(line);
    return line;
  });
  return lines.join("\n");
}

/** Who answered and how long it took, in one line. */
export function describeWork(work: {
  readonly backend: string;
  readonly model: string;
  readonly timings: Timings;
}): string {
  const { totalMs, firstTokenMs } = work.timings;
  const first = firstTokenMs === undefined ? "" : `, first token after ${duration(firstTokenMs)}`;
  return `${work.model} (${work.backend}) in ${duration(totalMs)}${first}`;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
