// Owns the cut for what stands at the head of files and is never meant in the middle of one: paths and licences.
import type { FilterView } from "./stream-filters.ts";

const COMMENT = String.raw`^\s*(?://+|#+|/?\*+|--|;+|<!--|"""|''')\s*`;
/** A comment that is only the path of a file, as prompts head their pieces. */
const PATH = new RegExp(
  String.raw`${COMMENT}(?:(?:file|path)(?:name)?:\s*)?[\w@.~/\\-]*[\w-]\.[a-z]{1,5}\s*(?:\*/|-->)?\s*$`,
  "i",
);
const LICENCE = new RegExp(
  String.raw`${COMMENT}.*(?:copyright\s+(?:\(c\)|©|\d{4})|SPDX-License-Identifier|all rights reserved|licensed under the)`,
  "i",
);

/** Without a path in front; ends where another file, or a licence, begins. */
export async function* withoutFileHead(
  source: AsyncIterable<string>,
  view: FilterView,
): AsyncIterable<string> {
  let isFirst = true;
  for await (const line of source) {
    const isWhole = !isFirst || view.before.trim() === "";
    if (isWhole && LICENCE.test(line)) return;
    if (isWhole && PATH.test(line)) {
      if (!isFirst) return;
      continue;
    }
    yield line;
    isFirst &&= line.trim() === "";
  }
}
