// Owns answers that are found once and kept; knows nothing of what is asked.

/** Calls `read` at the first question, and gives the same answer ever after. */
export function once<T>(read: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: read() };
    return kept.value;
  };
}
