// Owns the time of a replay: it stands still while anybody works, and jumps to whatever comes next.

/** A clock for the server's rooms (`now`, `wait`, `after`), moved by `passUntil`. `work` holds it while something real is waited for. */
export function createVirtualClock() {
  let nowMs = 0;
  const working = new Set();
  const waiting = new Set();
  const settled = async () => {
    do {
      await Promise.allSettled(working);
      // Whatever goes on without waiting has gone on by then.
      await new Promise((resolve) => setImmediate(resolve));
    } while (working.size > 0);
  };
  const next = () => {
    let first;
    for (const entry of waiting) if (first === undefined || entry.atMs < first.atMs) first = entry;
    return first;
  };

  return {
    now: () => nowMs,
    wait(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const entry = { atMs: nowMs + ms, resolve: () => done(resolve) };
        const onAbort = () => done(() => reject(signal.reason));
        const done = (how) => {
          waiting.delete(entry);
          signal?.removeEventListener("abort", onAbort);
          how();
        };
        waiting.add(entry);
        signal?.addEventListener("abort", onAbort);
      });
    },
    after(ms, action) {
      const entry = { atMs: nowMs + ms };
      const cancel = () => waiting.delete(entry);
      entry.resolve = () => {
        cancel();
        action();
      };
      waiting.add(entry);
      return cancel;
    },
    async work(promise) {
      working.add(promise);
      try {
        return await promise;
      } finally {
        working.delete(promise);
      }
    },
    /** Lets time pass up to `atMs`, or as soon as `isOver` after something has happened. */
    async passUntil(atMs, isOver = () => false) {
      await settled();
      while (!isOver()) {
        const entry = next();
        if (entry === undefined || entry.atMs > atMs) {
          nowMs = Math.max(nowMs, atMs);
          return;
        }
        nowMs = Math.max(nowMs, entry.atMs);
        entry.resolve();
        await settled();
      }
    },
  };
}
