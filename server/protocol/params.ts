// Owns the shape of what each method and command takes; knows nothing of what is done with it.
import type { ModelsArguments } from "./extensions.ts";
import {
  anything,
  boolean,
  count,
  either,
  integer,
  list,
  literal,
  object,
  optional,
  type Shape,
  string,
  within,
} from "./shapes.ts";

export const position = object({ line: count, character: count });
export const range = object({ start: position, end: position });
const anyPosition = object({ line: integer, character: integer });
const textDocument = object({ uri: string });
const progressToken = optional(either(string, integer));

export const initializeParams = object({
  processId: optional(integer),
  rootUri: optional(string),
  rootPath: optional(string),
  workspaceFolders: optional(list(object({ uri: string }))),
  clientInfo: optional(object({ name: string, version: optional(string) })),
  capabilities: object({}),
  initializationOptions: anything,
  trace: anything,
});

export const didOpenParams = object({
  textDocument: object({ uri: string, languageId: string, version: integer, text: string }),
});
export const didChangeParams = object({
  textDocument: object({ uri: string, version: integer }),
  // Negative numbers get as far as the store, which then knows that the text is out of step.
  contentChanges: list(
    object({ range: optional(object({ start: anyPosition, end: anyPosition })), text: string }),
  ),
});
export const didCloseParams = object({ textDocument });
export const workspaceFoldersParams = object({
  event: object({ added: list(object({ uri: string })), removed: list(object({ uri: string })) }),
});
export const watchedFilesParams = object({ changes: list(object({ uri: string })) });
export const configurationParams = object({ settings: anything });
export const setTraceParams = object({ value: literal("off", "messages", "verbose") });
export const progressCancelParams = object({ token: either(string, integer) });

export const inlineCompletionParams = object({
  textDocument,
  position,
  context: object({
    triggerKind: integer,
    selectedCompletionInfo: optional(object({ range, text: string })),
    candidates: optional(within(1, 5)),
  }),
});
/** Of Copilot's language server, whose clients ask for the next edit in this way. */
export const inlineEditParams = object({
  textDocument: object({ uri: string, version: optional(integer) }),
  position,
});
export const completionParams = object({ textDocument, position });
export const completionItem = object({
  data: optional(object({ id: string, languageId: string })),
  textEdit: optional(object({ newText: string })),
});

const diagnostic = object({
  range,
  message: string,
  code: optional(either(string, integer)),
  source: optional(string),
});
export const codeActionParams = object({
  textDocument,
  range,
  context: object({
    diagnostics: list(diagnostic),
    only: optional(list(string)),
    triggerKind: optional(integer),
  }),
});
/** Diagnostics as they came, to be sent back as they came; checked by `codeActionParams` as well. */
export const rawDiagnostics = object({ context: object({ diagnostics: list(anything) }) });

export const runArguments = object({
  actionId: string,
  uri: string,
  version: optional(integer),
  span: range,
  symbol: optional(string),
  hash: optional(string),
  instruction: optional(string),
  diagnostic: optional(diagnostic),
  dryRun: optional(boolean),
  wait: optional(boolean),
});
export type RunRequest = ReturnType<typeof runArguments>;
export const codeAction = object({ data: runArguments });

export const executeCommandParams = object({
  command: string,
  arguments: optional(list(anything)),
  workDoneToken: progressToken,
});
/** Names to be imported into a document. */
export const importArguments = object({ uri: string, names: list(string) });
export const symbolsArguments = object({ uri: string });
const placeArguments = object({ uri: string, position });
const previewedAction = object({ action: runArguments });
export const contextArguments = either(previewedAction, placeArguments);
export const usageArguments = object({ days: optional(within(1, 92)) });
const modelsFields = object({
  verb: literal("list", "pull", "remove"),
  id: optional(string),
  source: optional(literal("hub", "wheels")),
});
export const modelsArguments: Shape<ModelsArguments> = (value, path) => {
  const { verb, id, source } = modelsFields(value, path);
  if (verb === "list") return { verb };
  const named = { id: string(id, `${path}.id`) };
  if (verb === "remove") return { verb, ...named };
  return { verb, ...named, ...(source === undefined ? {} : { source }) };
};

/** Answers of the client, checked like everything else that comes from outside. */
export const applyEditAnswer = object({ applied: boolean, failureReason: optional(string) });
export const chosenAction = optional(object({ title: string }));
export const configurationAnswer: Shape<readonly unknown[]> = list(anything);
