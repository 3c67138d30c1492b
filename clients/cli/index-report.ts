// Owns the shape of what the server tells about its index; protocol.ts says how it is asked.

/** Answer of `treewright.index`. */
export type IndexReport = {
  readonly files: number;
  readonly symbols: number;
  readonly words: number;
  readonly bytes: number;
  readonly filesRead: number;
  readonly durationMs: number;
  readonly languages: readonly {
    readonly id: string;
    readonly files: number;
    readonly symbols: number;
    readonly imports: number;
    readonly resolved: number;
  }[];
};
