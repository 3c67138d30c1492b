// Owns turning a prompt into the one list of segments that the engine evaluates; knows ChatML, the form of the Qwen models.
import type { Prompt, PromptSegment } from "../../prompt/render.ts";

/** A chat ends with the opening of the assistant's turn; message text stays text, whatever it looks like. */
export function segmentsOf(prompt: Prompt): readonly PromptSegment[] {
  if (prompt.kind === "fim") return prompt.segments;
  const turns = prompt.messages.flatMap(({ role, content }) => [
    special("<|im_start|>"),
    text(`${role}\n${content}`),
    special("<|im_end|>"),
    text("\n"),
  ]);
  return [...turns, special("<|im_start|>"), text("assistant\n")];
}

function special(text: string): PromptSegment {
  return { type: "special", text };
}

function text(text: string): PromptSegment {
  return { type: "text", text };
}
