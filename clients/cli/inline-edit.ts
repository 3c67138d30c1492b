// Owns the shapes of copilotInlineEdit, the request for the edit that follows from the last one.
import type { Position, Range } from "./protocol.ts";

export type InlineEditRequest = {
  readonly params: { readonly textDocument: { readonly uri: string }; readonly position: Position };
  readonly answer: {
    readonly edits: readonly {
      readonly text: string;
      readonly range: Range;
      readonly textDocument: { readonly uri: string };
      readonly command: { readonly title: string };
    }[];
  };
};
