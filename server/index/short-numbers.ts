// Owns how a number is written in as few bytes as it needs (LEB128: seven bits a byte, the lowest first); keeps no bytes.
import type { Growing } from "./growing.ts";

/** With this bit more bytes follow. */
export const MORE = 0x80;
/** Of a number below 2^32. */
export const MOST_BYTES = 5;

/** The number at a place, and where the next one begins. */
export function numberAt(data: Uint8Array, place: number): { readonly value: number; readonly end: number } {
  let at = place;
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = data[at++] ?? 0;
    value += (byte & (MORE - 1)) * 2 ** shift;
    if (byte < MORE) return { value, end: at };
  }
}

/** Writes at the end of what is there, where `MOST_BYTES` are reserved. */
export function putNumber(bytes: Growing<Uint8Array>, value: number): void {
  let rest = value;
  while (rest >= MORE) {
    bytes.data[bytes.length++] = (rest % MORE) | MORE;
    rest = Math.floor(rest / MORE);
  }
  bytes.data[bytes.length++] = rest;
}
