// Owns the check of a filled hole by the compiler: it must be as content as with the original, and not with the hole left empty.
import { join } from "node:path";

/**
 * For each case the kinds of filling that pass; undefined where the check cannot tell: the original fails, the empty hole
 * passes, or the language is not TypeScript. `fillings` is kind → text in place of the hole.
 */
export async function passesOf(corpus, cases) {
  if (corpus.language !== "typescript") return cases.map(() => undefined);
  const { programOf } = await import("../recall/compiler.mjs");
  const whole = programOf(corpus);
  /** All cases are of different files, so one program checks them all. */
  const problems = (fillingOf) => {
    const texts = new Map(cases.map((each) => [each.hole.file, filled(corpus, each, fillingOf(each))]));
    const program = programOf(corpus, texts, whole);
    return cases.map(({ hole }) => {
      const source = program.getSourceFile(join(corpus.root, hole.file));
      return program.getSyntacticDiagnostics(source).length + program.getSemanticDiagnostics(source).length;
    });
  };
  const original = problems(({ answer }) => answer);
  const empty = problems(() => "");
  const kinds = Object.keys(cases[0].fillings);
  const byKind = Object.fromEntries(kinds.map((kind) => [kind, problems(({ fillings }) => fillings[kind])]));
  return cases.map((_, index) => {
    if (empty[index] <= original[index]) return undefined;
    return kinds.filter((kind) => byKind[kind][index] <= original[index]);
  });
}

/** With its imports in place: a right answer must be able to pass. */
function filled(corpus, { hole }, filling) {
  const text = corpus.read(hole.file);
  return text.slice(0, hole.range[0]) + filling + text.slice(hole.range[1]);
}
