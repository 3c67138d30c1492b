// Owns what was asked and answered last in each document, so that a further wish can build on it; bounded in number and depth.
import { LRUCache } from "lru-cache";
import type { ActionTask } from "../context/collect.ts";
import type { ChatPrompt } from "../prompt/render.ts";

/** The last proposal of a document. */
export type Turn = {
  readonly id: string;
  readonly task: ActionTask;
  readonly prompt: ChatPrompt;
  readonly answer: string;
};

export interface Turns {
  last(uri: string): Turn | undefined;
  keep(turn: Turn): void;
}

const MOST_DOCUMENTS = 20;
// Each turn adds an answer and a wish to the prompt; after these many the conversation starts anew.
const MOST_MESSAGES = 10;

export function createTurns(): Turns {
  const turns = new LRUCache<string, Turn>({ max: MOST_DOCUMENTS });
  return {
    last: (uri) => turns.get(uri),
    keep(turn) {
      const { uri } = turn.task.document;
      if (turn.prompt.messages.length > MOST_MESSAGES) turns.delete(uri);
      else turns.set(uri, turn);
    },
  };
}
