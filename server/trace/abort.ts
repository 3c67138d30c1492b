// Owns waiting for work that may not notice an abort by itself; ends no work.

/** The work's value, or a rejection with the signal's reason the moment it aborts; what the work still does is its own business. */
export async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let give = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    give = () => reject(signal.reason);
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true });
  });
  try {
    // The race listens to both, so whichever loses may fail later, unheard.
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", give);
  }
}
