// Owns which words stand in which body of a file: each word counts for the innermost body around it, once.
import type { Span } from "../documents/text.ts";
import { type CommentMarks, scanWords } from "./words.ts";

/** Numbers of distinct words. */
export interface CodeWords {
  /** Of the body of the symbol at this place of the list, without bodies inside of it; empty where it has none. */
  ofBody(place: number): Uint32Array;
  /** Of the text outside of all bodies. */
  ofFile(): Uint32Array;
}

export type CodeText = {
  readonly text: string;
  readonly comments: CommentMarks;
  /** One entry per symbol, in the order of the text, the outer one first. */
  readonly bodies: readonly (Span | undefined)[];
};

export function readCodeWords(
  { text, comments, bodies }: CodeText,
  numberOf: (text: string, start: number, end: number) => number,
): CodeWords {
  const found: number[][] = bodies.map(() => []);
  const outside: number[] = [];
  const inside: { readonly end: number; readonly words: number[] }[] = [];
  let words = outside;
  let end = Number.POSITIVE_INFINITY;
  let next = nextBody(bodies, 0);
  scanWords(text, comments, (wordStart, wordEnd) => {
    while (wordStart >= end) {
      inside.pop();
      words = inside.at(-1)?.words ?? outside;
      end = inside.at(-1)?.end ?? Number.POSITIVE_INFINITY;
    }
    for (let body = bodies[next]; body !== undefined && body.start <= wordStart; body = bodies[next]) {
      if (wordStart < body.end) {
        words = found[next] ?? outside;
        end = body.end;
        inside.push({ end, words });
      }
      next = nextBody(bodies, next + 1);
    }
    words.push(numberOf(text, wordStart, wordEnd));
  });
  return {
    ofBody: (place) => Uint32Array.from(found[place] ?? []),
    ofFile: () => Uint32Array.from(outside),
  };
}

function nextBody(bodies: readonly (Span | undefined)[], from: number): number {
  let next = from;
  while (next < bodies.length && bodies[next] === undefined) next += 1;
  return next;
}
