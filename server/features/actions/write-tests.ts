// Owns the action that writes tests for a function or class: with the project's framework, in a new file where it keeps its tests.
import { dirname, relative, sep } from "node:path";
import type { CodeSymbol } from "../../syntax/symbols.ts";
import { Failure } from "../../trace/failure.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { pathIn } from "./new-files.ts";
import { isCallable, offerOn } from "./targets.ts";
import { findTestPlace, hasTestConvention } from "./test-places.ts";

export const writeTests: Action = {
  id: "write-tests",
  kind: "source.tests.treewright",
  needs:
    "the cursor in a function or class with code, in a language whose tests we know (TypeScript, JavaScript, Python, Go)",
  result: "files",
  isForCursor: true,

  offers(view) {
    const symbol = testable(view);
    return symbol === undefined ? [] : [offerOn(symbol, `Write tests for ${symbol.name}`)];
  },

  async task(view, { title, span }, { workspace }) {
    const { document, syntax } = view;
    const symbol = testable(view);
    const path = pathIn(document.uri);
    const { languageId } = document;
    const name = symbol?.name ?? "";
    const place = await findTestPlace({ path, name, languageId }, workspace);
    if (place === undefined) throw new Failure("refused", `nothing is known of tests in ${languageId}`);
    const folder = workspace.folderOf(path) ?? dirname(path);
    return {
      kind: "write-files",
      document,
      syntax,
      target: span,
      ...(symbol === undefined ? {} : { symbol }),
      intent: { kind: "write-tests", framework: place.framework, importFrom: place.importFrom },
      label: title,
      folder,
      file: { path: relative(folder, place.path).split(sep).join("/"), languageId },
    };
  },
};

/** The outermost class or function with code: what other files can import. */
function testable({ document, enclosing }: ActionView): CodeSymbol | undefined {
  const isTest = /(?:[._]test|[._]spec)\.\w+$|\/test_[^/]*$/.test(document.uri);
  if (isTest || !hasTestConvention(document.languageId)) return undefined;
  const innermost = enclosing.findLast(isCallable);
  if (innermost !== undefined && innermost.body?.state !== "code") return undefined;
  const symbol = enclosing.find((each) => isCallable(each) || each.kind === "class");
  return symbol?.body?.state === "code" ? symbol : undefined;
}
