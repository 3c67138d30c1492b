// Owns the source that shows the file's import statements where the visible text no longer reaches them.
import { containsSpan } from "../../documents/text.ts";
import type { ContextSource } from "../source.ts";

// A file that imports more than this is a list of imports; its beginning says enough (UTF-16 units).
const LONGEST = 1000;

export const imports: ContextSource = {
  id: "imports",
  doc: "The import statements of the file.",
  find({ document, syntax, path, visible }) {
    const hidden = syntax.imports().filter(({ span }) => !containsSpan(visible, span));
    const starts = new Map(hidden.map(({ span }) => [span.start, span]));
    let length = 0;
    const shown = [...starts.values()].filter(({ start, end }) => (length += end - start + 1) <= LONGEST);
    const [first] = shown;
    const last = shown.at(-1);
    if (first === undefined || last === undefined) return [];
    return [
      {
        uri: document.uri,
        path,
        span: { start: first.start, end: last.end },
        text: shown.map(({ start, end }) => document.slice(start, end)).join("\n"),
        score: 0.55,
        why: "the file imports these names",
      },
    ];
  },
};
