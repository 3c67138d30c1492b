// Owns what the fault rows share: places, errors as codes, and what it means that a server is still alive.
import { expect } from "vitest";
import { type Editor, ServerError } from "../support/editor.ts";

export const URI = "file:///work/a.ts";

export const at = (line: number, character: number) => ({ line, character });
export const frame = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

export const completeAt = (position = at(0, 0)) => ({
  textDocument: { uri: URI },
  position,
  context: { triggerKind: 2 },
});

/** The code of the error a request ends with; its result, apart, where it does not. */
export function errorOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    (result) => ({ result }),
    (error: unknown) => (error instanceof ServerError ? error.code : error),
  );
}

/** The server has nothing left to do, leaves in order, and left nothing but frames on stdout and no bug in its log. */
export async function expectAlive(editor: Editor): Promise<void> {
  expect(await editor.execute("treewright.status")).toMatchObject({ inFlight: 0 });
  expect(await editor.stop()).toBe(0);
  expect(editor.stray()).toBe("");
  expect(editor.log()).not.toMatch(/bug:|unhandled|uncaught|at .*\.[cm]?js:/i);
}
