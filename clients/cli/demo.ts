// Owns `npm run demo`: fetches the small model once, then shows a completion and three actions on a copy of demo/.
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readChanges } from "./changes.ts";
import { act } from "./commands/act.ts";
import { askForCompletions } from "./commands/complete.ts";
import { type Invocation, type Outcome, openTarget } from "./commands/invocation.ts";
import { symbols } from "./commands/symbols.ts";
import { EXIT, toCommandFailure } from "./failure.ts";
import { packageRoot } from "./package-root.ts";
import { splitLines } from "./positions.ts";
import { type Server, startServer } from "./server.ts";
import { colourDiff, describeWork, openTerminal, type Terminal } from "./terminal.ts";
import { realPath, toUri } from "./workspace.ts";

const MODEL = "qwen2.5-coder-0.5b";

/** A command as it would be typed, with the place it is typed for marked by a text that stands there. */
type Step = {
  readonly title: string;
  readonly command: string;
  readonly file: string;
  /** The place is the line that holds this text, behind it. */
  readonly behind: string;
  readonly run: (place: string, invocation: Invocation) => Promise<Outcome>;
};

const STEPS: readonly Step[] = [
  {
    title: "Complete code at the cursor",
    command: "complete",
    file: "greenhouse/climate.py",
    behind: "    return",
    run: completeAsDiff,
  },
  {
    title: "Write the body of a function from its comment and types",
    command: "act implement-body",
    file: "greenhouse/climate.py",
    behind: "raise NotImplementedError",
    run: (place, invocation) => act("implement-body", place, {}, invocation),
  },
  {
    title: "Do what a comment that ends in AI! says",
    command: "act apply-instruction",
    file: "web/describe.ts",
    behind: "AI!",
    run: (place, invocation) => act("apply-instruction", place, {}, invocation),
  },
  {
    title: "Fix what a checker reported",
    command: "act fix-diagnostic --diagnostics checker.txt",
    file: "greenhouse/watering.py",
    behind: "wantd",
    run: (place, invocation) => act("fix-diagnostic", place, { diagnostics: "checker.txt" }, invocation),
  },
];

void main();

async function main(): Promise<void> {
  const terminal = openTerminal({ quiet: false, color: true });
  const folder = realPath(mkdtempSync(join(tmpdir(), "treewright-demo-")));
  let server: Server | undefined;
  const leave = (): void => {
    server?.kill();
    process.chdir(tmpdir());
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      leave();
      process.exit(EXIT.interrupted);
    });
  }
  try {
    cpSync(join(packageRoot(), "clients", "cli", "demo"), folder, { recursive: true });
    process.chdir(folder);
    server = await startServer(
      {
        root: folder,
        args: ["--backend", "embedded", "--model", MODEL],
        signal: new AbortController().signal,
      },
      {
        showMessage: ({ message }) => terminal.note(message),
        showProgress: terminal.progress,
        stderr: "inherit",
      },
    );
    await show(server, terminal);
    await server.close();
  } catch (error) {
    const { message, remedy } = toCommandFailure(error);
    terminal.error(`treewright: ${remedy === undefined ? message : `${message}: ${remedy}`}`);
    process.exitCode = EXIT.error;
  } finally {
    leave();
  }
}

async function show(server: Server, terminal: Terminal): Promise<void> {
  const { colours } = terminal;
  await fetchModel(server, terminal);
  const invocation = shareServer(server, terminal);
  terminal.result(heading("What tree-sitter sees in the file", "symbols web/describe.ts", terminal));
  terminal.result((await symbols("web/describe.ts", {}, invocation)).text);
  for (const { title, command, file, behind, run } of STEPS) {
    const place = placeBehind(file, behind);
    const [verb, ...rest] = command.split(" --");
    const flags = rest.map((flag) => ` --${flag}`).join("");
    terminal.result(heading(title, `${verb ?? ""} ${place}${flags}`, terminal));
    const { text, note } = await run(place, invocation).catch((error: unknown) => {
      terminal.note(`${toCommandFailure(error).message}; asking once more`);
      return run(place, invocation);
    });
    terminal.result(`${text}${colours.dim(note ?? "")}\n`);
  }
}

async function fetchModel(server: Server, terminal: Terminal): Promise<void> {
  const { models } = await server.execute("treewright.models", { verb: "list" });
  if (models.some(({ id, present }) => id === MODEL && present)) return;
  terminal.note(`fetching ${MODEL} once, 491 MB; later runs find it`);
  await server.execute("treewright.models", { verb: "pull", id: MODEL });
}

/** A completion as the change it makes, to look like the rest. */
async function completeAsDiff(place: string, invocation: Invocation): Promise<Outcome> {
  const target = await openTarget(place, {}, invocation);
  const { items, record } = await askForCompletions(target, 1);
  const edits = items.map(({ text, range }) => ({ range, newText: text }));
  const edit = { changes: { [toUri(target.source.path)]: edits } };
  const diff = readChanges(edit, target.source, target.workspace).map((change) => change.diff);
  return { fields: {}, text: colourDiff(diff.join(""), invocation.colours), note: describeWork(record) };
}

/** All steps ask one server, which opens each file once. */
function shareServer(server: Server, terminal: Terminal): Invocation {
  const opened = new Set<string>();
  const shared: Server = {
    ...server,
    open(source) {
      if (!opened.has(source.path)) server.open(source);
      opened.add(source.path);
    },
  };
  return {
    options: { color: true },
    colours: terminal.colours,
    startServer: async () => shared,
    report: () => undefined,
  };
}

function placeBehind(file: string, text: string): string {
  const lines = splitLines(readFileSync(file, "utf8"));
  const line = lines.findIndex(
    (each) => each.includes(text) && (text.trim() === text || each.endsWith(text)),
  );
  return `${file}:${line + 1}:${(lines[line]?.indexOf(text) ?? 0) + text.length + 1}`;
}

function heading(title: string, command: string, { colours }: Terminal): string {
  return `\n${colours.bold(`# ${title}`)}\n${colours.dim("$")} treewright ${command}\n`;
}
