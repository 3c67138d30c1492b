// Owns the gate in front of the user: ordered CHECKS over a document and the edits proposed for it; never asks a model.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span, TextEdit } from "../documents/text.ts";
import type { WorkspaceIndex } from "../index/index.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";
import { Failure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import { ACCEPT, type CanImport, type Check, type CheckRoom, type CheckView, viewOf } from "./check.ts";
import { bracketBalance } from "./checks/bracket-balance.ts";
import { callArity } from "./checks/call-arity.ts";
import { hiddenCharacters } from "./checks/hidden-characters.ts";
import { indentation } from "./checks/indentation.ts";
import { keepsSiblings } from "./checks/keeps-siblings.ts";
import { knownImports } from "./checks/known-imports.ts";
import { knownMembers } from "./checks/known-members.ts";
import { knownNames } from "./checks/known-names.ts";
import { leftovers } from "./checks/leftovers.ts";
import { noDuplicates } from "./checks/no-duplicates.ts";
import { notEmpty } from "./checks/not-empty.ts";
import { parsesInPlace } from "./checks/parses-in-place.ts";
import { prefixEcho } from "./checks/prefix-echo.ts";
import { repetition } from "./checks/repetition.ts";
import { secrets } from "./checks/secrets.ts";
import { security } from "./checks/security.ts";
import { stillAStub } from "./checks/still-a-stub.ts";
import { suffixOverlap } from "./checks/suffix-overlap.ts";
import type { Finding } from "./security/findings.ts";
import { createRuleBook } from "./security/rule-book.ts";
import { unknownWords } from "./unknown-names.ts";

/** What a check says. `trim` replaces the new text by a shorter one, and the remaining checks see that. */
export type Verdict =
  | { readonly kind: "accept"; readonly warning?: string }
  | { readonly kind: "trim"; readonly newText: string; readonly why: string }
  | { readonly kind: "reject"; readonly reason: string; readonly message: string };

/** One proposed replacement in one document; `insert` is a completion, `rewrite` a code action's result. */
export type Proposed = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  readonly edit: TextEdit;
  readonly purpose: "insert" | "rewrite";
  /** Other edits that will be applied together with this one. */
  readonly alsoEdit?: readonly TextEdit[];
  /** For a rewrite: what was to be replaced; everything outside of it has to survive. */
  readonly target?: Span;
  /** Files that come to be together with this edit, absolute. */
  readonly newPaths?: readonly string[];
  /** What the user asked for, in words: a package that is named there may be a new one. */
  readonly wish?: string;
  /** For a rewrite that writes a body: the function that must have one afterwards. */
  readonly implemented?: CodeSymbol;
};

export type CheckReport = {
  readonly id: string;
  readonly verdict: "pass" | "warn" | "trim" | "fail" | "skipped";
  readonly message?: string;
};

/** Order in the table is order of the checks: what only looks at text stands before what needs a parse. */
export const CHECKS: readonly Check[] = [
  notEmpty,
  hiddenCharacters,
  leftovers,
  suffixOverlap,
  prefixEcho,
  repetition,
  bracketBalance,
  indentation,
  secrets,
  parsesInPlace,
  keepsSiblings,
  noDuplicates,
  stillAStub,
  knownNames,
  knownMembers,
  callArity,
  knownImports,
  security,
];

export type Checked = {
  readonly verdict: Verdict;
  readonly reports: readonly CheckReport[];
  /** Names that the text needs an import for, which there is one clear place for; of what is rejected, none. */
  readonly toImport: readonly string[];
};

export interface Verifier {
  /** The verdict on the whole: `trim` holds the text that passed every check. Checks behind a failed one are not run. */
  check(proposed: Proposed): Checked;
  /** The same of code that stands in the document already. */
  missingImports(syntax: SyntaxSnapshot, within: Span): readonly string[];
  /** Weaknesses that the security rules see in the code that touches `within`, or in all of it; by place. */
  weaknesses(syntax: SyntaxSnapshot, within?: Span): readonly Finding[];
}

// More names than this are looked for by nobody who waits for a key.
const MOST_IMPORTS = 6;

export type VerifierPorts = {
  readonly trace: Trace;
  readonly security?: () => CheckRoom["security"];
  readonly knowsWord?: CheckRoom["knowsWord"];
  readonly canImport?: CanImport;
  readonly hasMember?: CheckRoom["hasMember"];
  readonly knowsPackage?: CheckRoom["knowsPackage"];
  readonly index?: WorkspaceIndex;
};

export function createVerifier(ports: VerifierPorts): Verifier {
  const rules = createRuleBook();
  /** A check that fails itself must not keep a good answer from the user. */
  const judge = (check: Check, view: CheckView): Verdict | undefined => {
    try {
      return check.run(view);
    } catch (error) {
      if (error instanceof Failure) ports.trace.log("debug", `check ${check.id}: ${error.message}`);
      else ports.trace.reportBug(`check ${check.id} failed`, error);
      return undefined;
    }
  };

  const room = (): CheckRoom => ({
    rules,
    security: ports.security?.() ?? "block",
    knowsWord: ports.knowsWord ?? (() => undefined),
    canImport: remembered(ports.canImport ?? (() => false)),
    hasMember: ports.hasMember ?? (() => undefined),
    knowsPackage: ports.knowsPackage ?? (() => undefined),
    index: ports.index?.state.kind === "ready" ? ports.index : undefined,
  });

  const namesToImport = (view: CheckView): readonly string[] => {
    if (ports.canImport === undefined) return [];
    try {
      const isWanted = (name: string): boolean => view.canImport(name, view);
      if (view.syntax?.builtins() === undefined) return unknownWords(view, isWanted).slice(0, MOST_IMPORTS);
      return view.unknownNames().slice(0, MOST_IMPORTS).filter(isWanted);
    } catch (error) {
      if (!(error instanceof Failure)) ports.trace.reportBug("looking for missing imports failed", error);
      return [];
    }
  };

  return {
    check(proposed) {
      const reports: CheckReport[] = [];
      const trims: string[] = [];
      const shared = room();
      let view = viewOf(proposed, shared);
      for (const check of CHECKS) {
        if (!check.applies(view)) continue;
        const verdict = judge(check, view);
        if (verdict === undefined) {
          reports.push({ id: check.id, verdict: "skipped" });
          continue;
        }
        switch (verdict.kind) {
          case "accept":
            reports.push(
              verdict.warning === undefined
                ? { id: check.id, verdict: "pass" }
                : { id: check.id, verdict: "warn", message: verdict.warning },
            );
            break;
          case "trim":
            reports.push({ id: check.id, verdict: "trim", message: verdict.why });
            trims.push(verdict.why);
            view = viewOf(
              { ...proposed, edit: { span: proposed.edit.span, newText: verdict.newText } },
              shared,
            );
            break;
          case "reject":
            reports.push({ id: check.id, verdict: "fail", message: verdict.message });
            return { verdict, reports, toImport: [] };
        }
      }
      const verdict: Verdict =
        trims.length === 0 ? ACCEPT : { kind: "trim", newText: view.newText, why: trims.join("; ") };
      return { verdict, reports, toImport: namesToImport(view) };
    },
    missingImports(syntax, { start, end }) {
      const edit = { span: { start, end }, newText: syntax.document.slice(start, end) };
      return namesToImport(viewOf({ document: syntax.document, syntax, edit, purpose: "rewrite" }, room()));
    },
    weaknesses: (syntax, within = { start: 0, end: syntax.document.length }) =>
      rules.findings(syntax, within),
  };
}

/** Asks once for each name. */
function remembered(canImport: CanImport): CanImport {
  const known = new Map<string, boolean>();
  return (name, needy) => {
    const answer = known.get(name) ?? canImport(name, needy);
    known.set(name, answer);
    return answer;
  };
}
