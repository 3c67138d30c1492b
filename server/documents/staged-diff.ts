// Owns asking git what is about to be committed; runs no other command of it and changes nothing.
import { execFile } from "node:child_process";
import { Failure } from "../trace/failure.ts";

const LONGEST_BYTES = 4_000_000;
const WITHIN_MS = 10_000;

/** The staged changes of the work tree that a folder lies in, as git's plain diff. Throws Failure `unavailable` without git. */
export function stagedDiff(folder: string): Promise<string> {
  // Neither a pager, nor colours, nor a diff program of the project's own choice.
  const args = ["--no-pager", "diff", "--cached", "--no-color", "--no-ext-diff", "--no-textconv"];
  return new Promise((resolve, reject) => {
    execFile("git", args, { cwd: folder, maxBuffer: LONGEST_BYTES, timeout: WITHIN_MS }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new Failure("unavailable", `git tells no changes in ${folder}`, { cause: error }));
    });
  });
}
