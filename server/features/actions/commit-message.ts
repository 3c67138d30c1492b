// Owns the action that writes the message of the commit under way into the file that git has opened for it.
import { dirname } from "node:path";
import { stagedDiff } from "../../documents/staged-diff.ts";
import { pathOf } from "../../documents/workspace.ts";
import { Failure } from "../../trace/failure.ts";
import type { Action } from "../code-actions.ts";

// About as much as a small model reads in a minute.
const LONGEST_DIFF = 12_000;

export const commitMessage: Action = {
  id: "commit-message",
  kind: "source.commit-message.treewright",
  needs: "the file that git opens for a message (COMMIT_EDITMSG), still without one",

  offers({ document }) {
    const isMessage =
      /(?:^|\/)COMMIT_EDITMSG$/.test(document.uri) || /^git-?commit$/.test(document.languageId);
    const hasWords = /^\s*[^#\s]/.test(document.slice(0, document.length));
    return isMessage && !hasWords ? [{ title: "Write the commit message", span: { start: 0, end: 0 } }] : [];
  },

  async task({ document, syntax }, { title, span }) {
    const path = pathOf(document.uri);
    // git runs anywhere in the work tree, but not in its own folder.
    const folder = path === undefined ? undefined : dirname(path).replace(/[\\/]\.git(?:[\\/].*)?$/, "");
    const diff = folder === undefined ? "" : await stagedDiff(folder);
    if (diff.trim() === "") {
      throw new Failure("refused", "nothing is staged, so there is nothing to describe", {
        remedy: "git add something first",
      });
    }
    return {
      kind: "question",
      document,
      syntax,
      target: span,
      intent: { kind: "commit-message", diff: diff.slice(0, LONGEST_DIFF) },
      label: title,
      toEdits: (words) => [
        { span, newText: words.replaceAll("\n", document.eol) + (document.length === 0 ? document.eol : "") },
      ],
    };
  },
};
