// Owns having the texts of a store packed by a process of its own, while the store goes on; keeps nothing.
import type { SymbolId } from "./ids.ts";
import type { PlacedTexts } from "./pack-texts.ts";
import { workerPath } from "./pool.ts";
import type { Store } from "./store.ts";
import { startWorker } from "./worker-process.ts";

// Packing takes a second of a processor, and as long where little is to be gained.
const LEAST_BYTES = 250_000;
const LEAST_SHARE = 0.25;

/** Whether so much came since the texts were packed last that it is worth packing them anew. */
export function isWorthPacking({ columns: { texts } }: Store): boolean {
  return texts.unpackedBytes > Math.max(LEAST_BYTES, texts.byteLength * LEAST_SHARE);
}

export interface Packing {
  /** False where the process could not do it. */
  readonly done: Promise<boolean>;
  stop(): Promise<void>;
}

/** Packs what is there now; what comes meanwhile is kept as it is. */
export function packStore(store: Store, env: NodeJS.ProcessEnv): Packing {
  const asked = placedTexts(store);
  let end: (isPacked: boolean) => void = () => undefined;
  const done = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  const worker = startWorker<PlacedTexts>(workerPath(), {
    env,
    onReply(packed) {
      takePacked(store, asked, packed);
      end(true);
      void worker.kill();
    },
    onEnd: () => end(false),
  });
  worker.tell({ kind: "pack", placed: asked });
  return { done, stop: () => worker.kill() };
}

type AskedTexts = PlacedTexts & { readonly symbols: readonly SymbolId[] };

export function placedTexts(store: Store): AskedTexts {
  const { symbolText, texts } = store.columns;
  const symbols: SymbolId[] = [];
  for (let symbol = 0; symbol < symbolText.length; symbol += 1) {
    if (store.isAlive(symbol)) symbols.push(symbol);
  }
  const places = Uint32Array.from(symbols, (symbol) => symbolText.data[symbol] ?? 0);
  return { texts: texts.columns(), places, symbols };
}

/** Takes packed texts in place of those that were asked for; texts that came since follow behind them. */
export function takePacked({ columns }: Store, asked: AskedTexts, { texts, places }: PlacedTexts): void {
  const { symbolText } = columns;
  const before = symbolText.data.slice(0, symbolText.length);
  const askedBytes = asked.texts.bytes.length;
  const shift = texts.bytes.length - askedBytes;
  // Of symbols that are dead nobody asks.
  for (const [symbol, place] of before.entries()) {
    symbolText.set(symbol, place < askedBytes ? 0 : place + shift);
  }
  for (const [index, symbol] of asked.symbols.entries()) {
    if (before[symbol] === asked.places[index]) symbolText.set(symbol, places[index] ?? 0);
  }
  columns.texts = columns.texts.behind(texts, askedBytes);
}
