// Owns telling which prompts belong together, so that they meet in one prompt cache; sends nothing.
import type { Prompt } from "../prompt/render.ts";

// Enough of a chat to tell documents apart, and little enough to stay the same while one is edited.
const CHAT_HEAD_LENGTH = 400;

/** What the prompts of one piece of work have in common. */
export function sessionOf(prompt: Prompt): string {
  if (prompt.kind === "fim") return prompt.path;
  // The longest question shows the document; the others are examples before it, or complaints after it.
  const questions = prompt.messages.filter(({ role }) => role === "user").map(({ content }) => content);
  return questions.reduce((a, b) => (b.length > a.length ? b : a), "").slice(0, CHAT_HEAD_LENGTH);
}
