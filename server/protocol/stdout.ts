// Owns standard output: frames only. Everything else that is written there lands on standard error.
import { Writable } from "node:stream";

/** Turns `console.*` and `process.stdout.write` to stderr, and returns the only way left to stdout. */
export function redirectStdout(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  const frames = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      write(chunk, done);
    },
  });
  // Errors come with the write they belong to; without a listener the same error would end the process loudly.
  stdout.on("error", () => undefined);
  return frames;
}
