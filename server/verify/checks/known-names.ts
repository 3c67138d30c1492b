// Owns the check that an answer names only what exists: in scope, imported or to be imported, built in, or used as a free name elsewhere in the file.
import { ACCEPT, type Check, reject } from "../check.ts";

export const knownNames: Check = {
  id: "known-names",
  applies: (view) => view.document.lineCount >= SHORTEST_FILE && view.syntax?.builtins() !== undefined,
  run(view) {
    const unknown = view.unknownNames().find((name) => !view.canImport(name, view));
    if (unknown === undefined) return ACCEPT;
    return reject("unknown-name", `nothing here is called ${JSON.stringify(unknown)}`);
  },
};

// In a text this short most names come from elsewhere: a fragment, a console, a new file.
export const SHORTEST_FILE = 20;
