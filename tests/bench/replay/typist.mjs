// Owns the person of a replay: what is typed when, what stands on the screen, and what becomes of it. Knows no policy.
import { keysOf } from "./histories.mjs";
import { uriOf } from "./policies.mjs";

// Rhythm in milliseconds: keys at 130 to 200, bursts of 60, a thought before some words and most lines.
const BURST_MS = 60;
const KEY_MS = { from: 130, more: 70 };
const WORD_THOUGHT_MS = { from: 350, more: 500 };
const LINE_THOUGHT_MS = { from: 600, more: 900 };
const SHARE = { burst: 0.15, thinksBeforeWord: 0.2 };
// What is looked at shorter than this was not seen.
const NOTICE_MS = 250;
// Less is typed as fast as it is taken.
const FEWEST_TAKEN_KEYS = 4;

/** Types one edit; adds what came of it to `tally`. Times are those of `clock`. */
export async function typeEdit({ policy, clock, edit, tally }) {
  const { documents } = policy;
  const uri = uriOf(edit.path);
  const start = edit.offset;
  let version = 1;
  documents.open(uri, edit.languageId, version, edit.before);
  let typed = "";
  let screen;
  let failure;
  const leave = (became) => {
    if (screen === undefined) return;
    screen.shown.became = became;
    screen = undefined;
  };
  const show = (text) => {
    if (text === "" || text === screen?.text) return;
    leave("rejected");
    if (text === undefined) return;
    const shown = { length: text.length, kept: 0 };
    tally.shown.push(shown);
    screen = { text, shown, sinceMs: clock.now() };
  };
  const change = (offset, length, text) => {
    const document = documents.get(uri);
    const range = { start: document.positionAt(offset), end: document.positionAt(offset + length) };
    documents.change(uri, ++version, [{ range, text }]);
  };
  const ask = () => {
    const document = documents.get(uri);
    const offset = start + typed.length;
    policy.ask(document, offset).then(
      (found) => {
        if (documents.get(uri) !== document) return;
        show(found === undefined ? undefined : ghostOf(found, document, offset));
      },
      (error) => {
        const isOutrun = error.name === "AbortError" || error.kind === "cancelled";
        if (!isOutrun) failure ??= error;
      },
    );
  };
  const take = (text) => {
    tally.pressedKeys++;
    tally.savedKeys += keysOf(text).length - 1;
    screen.shown.kept += text.length;
    const isWhole = text === screen.text;
    change(start + typed.length, 0, text);
    typed += text;
    leave(isWhole ? "kept" : "kept in part");
    ask();
  };
  const press = (key) => {
    const isAlong = screen?.text.startsWith(key) ?? false;
    change(start + typed.length, 0, key);
    typed += key;
    tally.pressedKeys++;
    if (!isAlong) leave("rejected");
    else {
      screen.text = screen.text.slice(key.length);
      screen.shown.kept += key.length;
      if (screen.text === "") leave("kept");
    }
    ask();
  };

  if (edit.removed > 0) change(start, edit.removed, "");
  let count = 0;
  let lastMs = clock.now();
  while (typed.length < edit.typed.length) {
    const rest = edit.typed.slice(typed.length);
    const [key] = keysOf(rest);
    const dueMs = lastMs + gapBefore(key, typed, `${edit.id} ${count++}`);
    const wanted = () => (screen === undefined ? undefined : takenOf(screen.text, rest));
    const isNoticed = () => wanted() !== undefined && clock.now() >= screen.sinceMs + NOTICE_MS;
    while (clock.now() < dueMs && !isNoticed()) {
      const noticeMs = wanted() === undefined ? Infinity : screen.sinceMs + NOTICE_MS;
      const seen = screen;
      await clock.passUntil(Math.min(dueMs, noticeMs), () => screen !== seen);
    }
    lastMs = clock.now();
    if (isNoticed()) take(wanted());
    else press(key);
  }
  // A look at what is there now, and on to another place.
  await clock.passUntil(clock.now() + LINE_THOUGHT_MS.from);
  leave("rejected");
  documents.close(uri);
  if (failure !== undefined) throw failure;
}

/** The text that is shown at the cursor, without what stands behind it already. */
function ghostOf({ span, newText }, document, offset) {
  const replaced = document.slice(offset, span.end);
  return newText.endsWith(replaced) ? newText.slice(0, newText.length - replaced.length) : newText;
}

/** How much of a suggestion is what was going to be typed: all of it, or its first line. */
function takenOf(text, rest) {
  const firstLine = text.split("\n", 1)[0];
  const found = [text, firstLine].find((each) => rest.startsWith(each));
  return found !== undefined && keysOf(found).length >= FEWEST_TAKEN_KEYS ? found : undefined;
}

function gapBefore(key, typed, seed) {
  const random = fraction(seed);
  if (key.startsWith("\n")) return KEY_MS.from;
  if (/(?:^|\n)[\t ]*$/.test(typed)) return LINE_THOUGHT_MS.from + LINE_THOUGHT_MS.more * random;
  const isWordStart = /\w/.test(key) && !/\w$/.test(typed);
  if (isWordStart && random < SHARE.thinksBeforeWord)
    return WORD_THOUGHT_MS.from + (WORD_THOUGHT_MS.more * random) / SHARE.thinksBeforeWord;
  return random > 1 - SHARE.burst ? BURST_MS : KEY_MS.from + KEY_MS.more * random;
}

/** From 0 to 1, by the text alone. */
function fraction(text) {
  let hash = 2166136261;
  for (const sign of text) hash = Math.imul(hash ^ sign.codePointAt(0), 16777619) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507) >>> 0;
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
