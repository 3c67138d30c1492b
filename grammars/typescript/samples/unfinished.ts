import { join } from "node:path";

export class Parser {
  /** Reads one token. */
  next(): Token {
    const start = this.offset
    while (this.text[this.offset] !== " " {
      this.offset++;
    }
    return this.text.slice(start, 

  peek(): Token {
  }
}

function broken(a: number, b {
}

export const after = () => 1;
