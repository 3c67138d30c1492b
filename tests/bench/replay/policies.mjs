// Owns the two ways in which a server may behave while somebody types: the product's own rooms, and a client-side debounce that keeps nothing.
import { pathToFileURL } from "node:url";

const DEBOUNCE_MS = 350;
const PARSE_AFTER_MS = 3;
const NO_CONTEXT = { collect: async () => ({ items: [], durationMs: 0, late: [], sources: [] }) };
const ACCEPT_ALL = { check: () => ({ verdict: { kind: "accept" }, reports: [], toImport: [] }) };

/** Caches, drafts, gate and checks as they are; `knowsWord` says whether the package has a word. */
export function productPolicy({ rooms, clock, model, knowsWord, eagerness }) {
  const documents = openDocuments(rooms);
  const verifier = rooms.createVerifier({ trace: rooms.trace, knowsWord });
  const completions = completionsOf({ rooms, clock, model, documents, verifier, eagerness });
  documents.subscribe((event) => completions.noteEvent(event));
  return {
    documents,
    async ask(document, offset) {
      const outcome = await completions.provide({ document, offset, trigger: "typing" }, NEVER);
      return firstOf(outcome);
    },
  };
}

/** Asks anew after every silence of so long, whatever is known, and shows whatever comes. */
export function debouncedPolicy({ rooms, clock, model }) {
  const documents = openDocuments(rooms);
  let waiting = new AbortController();
  return {
    documents,
    async ask(document, offset) {
      waiting.abort();
      waiting = new AbortController();
      const { signal } = waiting;
      await clock.wait(DEBOUNCE_MS, signal);
      const ports = { rooms, clock, model, documents, verifier: ACCEPT_ALL, eagerness: "eager" };
      const query = { document, offset, trigger: "invoked", candidates: 1 };
      const outcome = await completionsOf(ports).provide(query, signal);
      return firstOf(outcome);
    },
  };
}

function openDocuments({ createDocuments, syntax }) {
  const documents = createDocuments();
  documents.subscribe((event) => syntax.noteEvent(event));
  return documents;
}

function firstOf(outcome) {
  if (outcome.failure !== undefined) throw outcome.failure;
  return outcome.kind === "offered" ? outcome.candidates[0].edit : undefined;
}

const NEVER = new AbortController().signal;

function completionsOf({ rooms, clock, model, documents, verifier, eagerness }) {
  const { syntax, trace } = rooms;
  const settings = rooms.createSettings();
  settings.set("argv", { "completion.eagerness": eagerness });
  const generator = rooms.createGenerator({
    collect: NO_CONTEXT,
    project: { notesFor: async () => ({ items: [], sources: [] }), styleFor: async () => ({}) },
    prompts: rooms.prompts,
    verifier,
    plan: rooms.createPlanRewrite({ extract: (languageId, text) => syntax.extract(languageId, text) }),
    backends: { forCompletion: async () => model, forEdits: async () => model },
    documents,
    snapshot: (document) => syntax.snapshot(document),
    languageOf: (path) => syntax.languageOf(path),
    settings,
    trace,
    isExcluded: async () => false,
    relativePath: (uri) => uri.slice(ROOT.length),
    backendState: () => undefined,
    clock,
  });
  const later = (work) => void clock.wait(PARSE_AFTER_MS, NEVER).then(work);
  return rooms.createCompletions({ documents, syntax, settings, generator, later });
}

const ROOT = `${pathToFileURL("/w").href}/`;

export function uriOf(path) {
  return ROOT + path;
}
