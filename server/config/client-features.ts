// Owns what this editor can do, in our words; filled once by protocol/capabilities.ts.

export type ClientFeatures = {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly inlineCompletion: boolean;
  readonly completionList: boolean;
  /** Code action literals; without them only commands are returned. */
  readonly codeActionLiterals: boolean;
  /** The client resolves `edit` lazily and waits for it. */
  readonly codeActionResolve: boolean;
  readonly codeActionDisabled: boolean;
  /** The client knows `CodeActionTag.LLMGenerated`. */
  readonly codeActionTags: boolean;
  readonly documentChanges: boolean;
  readonly resourceOperations: readonly ("create" | "rename" | "delete")[];
  readonly changeAnnotations: boolean;
  readonly applyEdit: boolean;
  readonly workDoneProgress: boolean;
  readonly configuration: boolean;
  readonly workspaceFolders: boolean;
  readonly showDocument: boolean;
};
