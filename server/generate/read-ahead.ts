// Owns reading ahead: where the cursor rests, a model that keeps its cache reads what it would be asked there. Answers nobody.
import type { InsertTask } from "../context/collect.ts";
import type { Clock } from "./clock.ts";
import type { GeneratorPorts } from "./ports.ts";
import { questionForInsert, refuseExcluded } from "./question.ts";

export interface ReadAhead {
  /** The cursor has come to a place; the task is made once it has rested there, and undefined where nothing would be asked. */
  rest(uri: string, task: () => InsertTask | undefined): void;
  /** The document was opened or written in: somebody is about to type in it. */
  noteWriting(uri: string): void;
  /** Somebody asks: the model reads for them now. */
  stop(): void;
}

// Longer than the gap between two keys, and soon enough to be done before anybody types again (milliseconds).
const REST_MS = 400;
// Reading takes all processors for seconds, which is wasted on whoever only looks around.
const MOST_RESTS = 5;

export function createReadAhead(ports: GeneratorPorts, clock: Clock): ReadAhead {
  const restsLeft = new Map<string, number>();
  let stop = (): void => undefined;

  const read = async (uri: string, makeTask: () => InsertTask | undefined, signal: AbortSignal) => {
    const left = restsLeft.get(uri) ?? 0;
    const backend = left > 0 ? await ports.backends.forReadingAhead?.() : undefined;
    const task = backend?.warm === undefined || signal.aborted ? undefined : makeTask();
    if (backend?.warm === undefined || task === undefined) return;
    restsLeft.set(uri, left - 1);
    await refuseExcluded(ports, task);
    const sampling = { temperature: 0 };
    const { prompt } = await questionForInsert(ports, { task, asked: backend, sampling }, signal);
    await backend.warm(prompt, signal);
  };
  const readUntilStopped = (uri: string, makeTask: () => InsertTask | undefined): void => {
    const reading = new AbortController();
    stop = () => reading.abort();
    // What goes wrong is told to whoever asks.
    void read(uri, makeTask, reading.signal).catch(() => undefined);
  };

  return {
    rest(uri, makeTask) {
      stop();
      // Nothing but a timer: most rests are ended by the next key.
      stop = clock.after(REST_MS, () => readUntilStopped(uri, makeTask));
    },
    noteWriting: (uri) => void restsLeft.set(uri, MOST_RESTS),
    stop: () => stop(),
  };
}
