// Owns answers that are found once and kept; knows nothing of what is asked.

export type Once<T> = (() => T) & { readonly isKnown: () => boolean };

/** Calls `read` at the first question, and gives the same answer ever after. */
export function once<T>(read: () => T): Once<T> {
  let kept: { readonly value: T } | undefined;
  const ask = (): T => {
    kept ??= { value: read() };
    return kept.value;
  };
  return Object.assign(ask, { isKnown: () => kept !== undefined });
}
