// Owns the replies to one call between their arrival and their reading; knows nothing of what they say.
import { type Failure, toFailure } from "../../trace/failure.ts";

export interface Inbox<Reply> {
  push(reply: Reply): void;
  /** Nothing will come any more; what has come can still be read. */
  close(failure: Failure): void;
  /** The next reply; throws the Failure of `close`, or that of the signal as soon as it aborts. */
  next(signal: AbortSignal): Promise<Reply>;
}

/** For one reader at a time. */
export function createInbox<Reply>(): Inbox<Reply> {
  const replies: Reply[] = [];
  let closed: Failure | undefined;
  let wake = (): void => undefined;
  return {
    push(reply) {
      replies.push(reply);
      wake();
    },
    close(failure) {
      closed ??= failure;
      wake();
    },
    async next(signal) {
      for (;;) {
        if (signal.aborted) throw toFailure(signal.reason);
        const reply = replies.shift();
        if (reply !== undefined) return reply;
        if (closed !== undefined) throw closed;
        await new Promise<void>((resolve) => {
          wake = () => {
            signal.removeEventListener("abort", wake);
            resolve();
          };
          signal.addEventListener("abort", wake, { once: true });
        });
      }
    },
  };
}
