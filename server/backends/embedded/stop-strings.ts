// Owns ending a stream of text at the first of a few strings, which may arrive in pieces; knows no tokens.

export interface StopScanner {
  /** What may be given out now; with `isStopped` the rest of the stream is not wanted. */
  push(text: string): { readonly text: string; readonly isStopped: boolean };
  /** What was held back because it could have become a stop string, once nothing follows. */
  rest(): string;
}

/** The stop string itself is never given out. */
export function createStopScanner(stops: readonly string[]): StopScanner {
  const wanted = stops.filter((stop) => stop !== "");
  let held = "";
  return {
    push(text) {
      held += text;
      const found = wanted.map((stop) => held.indexOf(stop)).filter((index) => index >= 0);
      if (found.length > 0) {
        const before = held.slice(0, Math.min(...found));
        held = "";
        return { text: before, isStopped: true };
      }
      const sure = held.length - Math.max(0, ...wanted.map((stop) => overlap(held, stop)));
      const given = held.slice(0, sure);
      held = held.slice(sure);
      return { text: given, isStopped: false };
    },
    rest: () => held,
  };
}

/** Length of the longest end of `text` with which `stop` begins. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
