// Owns `treewright doctor`: what answers, why, and what to change.
import { EXIT } from "../failure.ts";
import type { BackendChoice, Check, DoctorAnswer } from "../protocol.ts";
import type { Colours } from "../terminal.ts";
import { findWorkspace, realPath } from "../workspace.ts";
import type { Invocation, Outcome } from "./invocation.ts";

export async function doctor(invocation: Invocation): Promise<Outcome> {
  const workspace = findWorkspace(realPath("."), { workspace: invocation.options.workspace });
  const server = await invocation.startServer(workspace);
  const answer = await server.execute("treewright.doctor", undefined);
  const { checks, completion, edits } = answer;
  const hasFailed = checks.some(({ verdict }) => verdict === "fail");
  const { colours } = invocation;
  const lines = [
    ...checks.map((check) => describe(check, colours)),
    `completions come from ${name(completion)}`,
    `edits come from ${name(edits)}`,
  ];
  return {
    fields: { checks, completion, edits },
    text: `${lines.join("\n")}\n`,
    ...(hasFailed ? { exitCode: EXIT.nothingAcceptable } : {}),
  };
}

function describe(
  { id, verdict, message, remedy }: DoctorAnswer["checks"][number],
  colours: Colours,
): string {
  const paint: Readonly<Record<Check["verdict"], (text: string) => string>> = {
    pass: colours.green,
    warn: colours.yellow,
    fail: colours.red,
    skipped: colours.dim,
  };
  const line = `${paint[verdict](verdict.padEnd(7))}  ${colours.bold(id)}  ${message}`;
  return remedy === undefined ? line : `${line}\n         ${remedy}`;
}

function name({ backend, model }: BackendChoice): string {
  return model === "" || model === backend ? backend : `${model} (${backend})`;
}
