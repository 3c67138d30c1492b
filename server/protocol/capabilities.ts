// Owns what the client can do, in our words, and what we announce because of it; chooses by capabilities, never by an editor's name.
import type { PositionEncodingKind, ServerCapabilities } from "vscode-languageserver";
import type { ClientFeatures } from "../config/client-features.ts";
import { COMMANDS, type StatusAnswer } from "./extensions.ts";

export type PositionEncoding = "utf-8" | "utf-16" | "utf-32";

/** What `initialize` told about the client. */
export type ClientProfile = {
  readonly features: ClientFeatures;
  readonly encoding: PositionEncoding;
  /** False where the client named no encodings: then utf-16 is meant and nothing is said about it. */
  readonly isEncodingNegotiated: boolean;
  /** The client tells of changed settings only when asked to. */
  readonly registersConfiguration: boolean;
  /** The client watches the files that it is asked to watch. */
  readonly registersWatchedFiles: boolean;
};

const ENCODINGS: readonly PositionEncoding[] = ["utf-8", "utf-16", "utf-32"];
/** `CodeActionTag.LLMGenerated` of LSP 3.18. */
export const LLM_GENERATED = 1;
const INCREMENTAL = 2;
const CODE_ACTION_KINDS = ["quickfix", "refactor.extract", "refactor.rewrite", "source"];

/** `params` are those of `initialize`; whatever is missing or of another type counts as not supported. */
export function readProfile(params: unknown): ClientProfile {
  const can = (...path: readonly string[]): unknown => at(params, "capabilities", ...path);
  const offered = list(can("general", "positionEncodings"));
  const encoding = ENCODINGS.find(
    (each) => each === offered.find((one) => ENCODINGS.some((known) => known === one)),
  );
  const codeAction = (...path: readonly string[]): unknown => can("textDocument", "codeAction", ...path);
  const workspaceEdit = (...path: readonly string[]): unknown => can("workspace", "workspaceEdit", ...path);
  const operations = list(workspaceEdit("resourceOperations"));
  const name = at(params, "clientInfo", "name");
  const version = at(params, "clientInfo", "version");
  return {
    encoding: encoding ?? "utf-16",
    isEncodingNegotiated: encoding !== undefined,
    registersConfiguration: can("workspace", "didChangeConfiguration", "dynamicRegistration") === true,
    registersWatchedFiles: can("workspace", "didChangeWatchedFiles", "dynamicRegistration") === true,
    features: {
      name: typeof name === "string" ? name : undefined,
      version: typeof version === "string" ? version : undefined,
      inlineCompletion:
        isObject(can("textDocument", "inlineCompletion")) ||
        // vim-tabby can not add to the capabilities its editor sends.
        isObject(
          at(params, "initializationOptions", "clientCapabilities", "textDocument", "inlineCompletion"),
        ),
      completionList: isObject(can("textDocument", "completion")),
      codeActionLiterals: isObject(codeAction("codeActionLiteralSupport")),
      codeActionResolve:
        codeAction("dataSupport") === true &&
        list(codeAction("resolveSupport", "properties")).includes("edit"),
      codeActionDisabled: codeAction("disabledSupport") === true,
      codeActionTags: list(codeAction("tagSupport", "valueSet")).includes(LLM_GENERATED),
      documentChanges: workspaceEdit("documentChanges") === true,
      resourceOperations: (["create", "rename", "delete"] as const).filter((each) =>
        operations.includes(each),
      ),
      changeAnnotations: isObject(workspaceEdit("changeAnnotationSupport")),
      applyEdit: can("workspace", "applyEdit") === true,
      workDoneProgress: can("window", "workDoneProgress") === true,
      configuration: can("workspace", "configuration") === true,
      workspaceFolders: can("workspace", "workspaceFolders") === true,
      showDocument: can("window", "showDocument", "support") === true,
    },
  };
}

/** `inList`: the user wants completion items beside inline completion. */
export function announce(profile: ClientProfile, options: { readonly inList: boolean }): ServerCapabilities {
  const { features, encoding, isEncodingNegotiated } = profile;
  const hasList = features.completionList && (!features.inlineCompletion || options.inList);
  return {
    ...(isEncodingNegotiated ? { positionEncoding: encoding satisfies PositionEncodingKind } : {}),
    textDocumentSync: { openClose: true, change: INCREMENTAL, save: true },
    ...(features.inlineCompletion ? { inlineCompletionProvider: {} } : {}),
    ...(hasList ? { completionProvider: { resolveProvider: true, triggerCharacters: [] } } : {}),
    codeActionProvider: features.codeActionLiterals
      ? { resolveProvider: features.codeActionResolve, codeActionKinds: CODE_ACTION_KINDS }
      : true,
    executeCommandProvider: { commands: [...COMMANDS] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}

/** The best way this client can be served, and what decided it. */
export function rungOf(features: ClientFeatures): Pick<StatusAnswer, "rung" | "why"> {
  if (features.inlineCompletion) return { rung: 1, why: "the client shows inline completions" };
  if (features.completionList)
    return { rung: 2, why: "the client has completion lists but no inline completion" };
  if (features.codeActionLiterals) return { rung: 3, why: "the client has code actions but no completion" };
  if (features.applyEdit) return { rung: 4, why: "the client has commands and applies edits" };
  return { rung: 5, why: "the client announced no editing abilities: edits are returned by commands" };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path)
    found = isObject(found) && Object.hasOwn(found, name) ? Reflect.get(found, name) : undefined;
  return found;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
