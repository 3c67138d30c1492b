// Owns what happens where a grammar breaks down in the middle of a parse: its files are plain text from then on, and the server lives.
import type { TreeParser } from "./tree.ts";

/** Blown once a grammar broke down; what its code left behind in memory is not to be trusted again. */
export interface Fuse {
  isBlown(): boolean;
  blow(error: Error): void;
}

/** `tell` hears of the first break-down. */
export function createFuse(tell: (error: Error) => void): Fuse {
  let isBlown = false;
  return {
    isBlown: () => isBlown,
    blow(error) {
      if (!isBlown) tell(error);
      isBlown = true;
    },
  };
}

/** A parser that ends no parse once the fuse is blown. Only code in WebAssembly breaks down in a way that can be caught. */
export function fusedParser(parser: TreeParser, fuse: Fuse): TreeParser {
  const attempt = <T>(work: () => T): T | undefined => {
    if (fuse.isBlown()) return undefined;
    try {
      return work();
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      fuse.blow(error);
      return undefined;
    }
  };
  return {
    parse: (read, options) => attempt(() => parser.parse(read, options)),
    copy: (tree, read, limitMs) => attempt(() => parser.copy(tree, read, limitMs)),
    reset: () => {
      attempt(() => {
        parser.reset();
      });
    },
  };
}
