// Where the cursor rests, the model reads ahead what it will be asked: not while somebody types or asks, and not for whoever only looks around.
import { expect, test } from "vitest";
import type { Prompt } from "../../server/prompt/render.ts";
import { createHandClock, createHouse, createStringBackend, partsOf, settle } from "./house.ts";

const URI = "file:///w/a.ts";
const REST_MS = 400;

function reader(options: { readonly canWarm?: boolean } = {}) {
  const read: { readonly prompt: Prompt; readonly signal: AbortSignal }[] = [];
  const asked: Prompt[] = [];
  const { clock, advance } = createHandClock();
  const warm = async (prompt: Prompt, signal: AbortSignal): Promise<void> =>
    void read.push({ prompt, signal });
  const backend = createStringBackend({
    ...(options.canWarm === false ? {} : { warm }),
    answers(prompt) {
      asked.push(prompt);
      return partsOf("1;", "stop");
    },
  });
  const house = createHouse(backend, { clock });
  const { documents, completions } = house;
  const document = documents.open(URI, "typescript", 1, "const a = \nend();\n");
  const rest = async (): Promise<void> => {
    advance(REST_MS);
    await settle();
  };
  return { ...house, document, read, asked, rest, noteCursor: completions.noteCursor };
}

test("at a place where the cursor rests the model reads what it is asked there later", async () => {
  const { document, completions, read, asked, rest, noteCursor } = reader();
  noteCursor(document, 10);
  await settle();
  expect(read).toEqual([]);
  await rest();
  await completions.provide({ document, offset: 10, trigger: "typing" }, new AbortController().signal);
  expect(read.map(({ prompt }) => prompt)).toEqual(asked);
});

test("after typing it reads where the last change ended, for whoever asks by hand", async () => {
  const { documents, read, rest } = reader();
  const start = { start: { line: 0, character: 10 }, end: { line: 0, character: 10 } };
  documents.change(URI, 2, [{ range: start, text: "b + " }]);
  await rest();
  expect(read.map(({ prompt }) => (prompt.kind === "fim" ? prompt.prefix : ""))).toEqual(["const a = b +"]);
});

test.each<[string, (house: ReturnType<typeof reader>) => unknown]>([
  ["in the middle of code", ({ document, noteCursor }) => noteCursor(document, 3)],
  [
    "while somebody asks",
    ({ document, noteCursor, completions }) => {
      noteCursor(document, 10);
      return completions.provide({ document, offset: 10, trigger: "typing" }, new AbortController().signal);
    },
  ],
  [
    "where it was asked last, whose answer it would lose",
    async ({ document, noteCursor, completions }) => {
      await completions.provide({ document, offset: 10, trigger: "typing" }, new AbortController().signal);
      noteCursor(document, 10);
    },
  ],
  [
    "in a document that was closed meanwhile",
    ({ document, documents, noteCursor }) => {
      noteCursor(document, 10);
      documents.close(URI);
    },
  ],
  [
    "where completions are turned off",
    ({ document, settings, noteCursor }) => {
      settings.set("client", { completion: { enabled: false } });
      noteCursor(document, 10);
    },
  ],
  [
    "in a file that is kept from models",
    ({ documents, noteCursor }) => noteCursor(documents.open("file:///w/.env", "plaintext", 1, "A="), 2),
  ],
])("it reads nothing %s", async (_what, act) => {
  const house = reader();
  await act(house);
  await house.rest();
  expect(house.read).toEqual([]);
});

test("it reads nothing for a model that keeps no cache", async () => {
  const { document, noteCursor, read, asked, rest } = reader({ canWarm: false });
  noteCursor(document, 10);
  await rest();
  expect([...read, ...asked]).toEqual([]);
});

test("a key ends what is being read", async () => {
  const { document, documents, noteCursor, read, rest } = reader();
  noteCursor(document, 10);
  await rest();
  documents.change(URI, 2, [{ text: "const a = b\n" }]);
  expect(read.map(({ signal }) => signal.aborted)).toEqual([true]);
});

test("whoever only looks around makes it read five times and no more, until they write", async () => {
  const { document, documents, noteCursor, read, rest } = reader();
  const lookAround = async (at = document): Promise<void> => {
    for (let n = 0; n < 10; n++) {
      noteCursor(at, 10 + 7 * (n % 2));
      await rest();
    }
  };
  await lookAround();
  expect(read).toHaveLength(5);
  documents.change(URI, 2, [{ text: document.getText() }]);
  await lookAround(documents.get(URI));
  expect(read).toHaveLength(10);
});
