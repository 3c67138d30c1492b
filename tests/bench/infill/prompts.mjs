// Owns the prompts of a case: what the server would tell a local model, in each layout of the hole.
import { special, text } from "../support/embedded-engine.mjs";

const SENTINEL = /(<\|(?:fim_prefix|fim_suffix|fim_middle|repo_name|file_sep)\|>)/;

export const LAYOUTS = {
  "prefix last": ({ prefix, suffix }) => `<|fim_prefix|><|fim_suffix|>${suffix}<|fim_middle|>${prefix}`,
  "prefix, suffix, middle": ({ prefix, suffix }) =>
    `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`,
};

/** A rendered prompt in another layout, as segments for the engine; what stands above the hole stays. */
export function inLayout(layout, rendered) {
  const start = rendered.indexOf("<|fim_prefix|>");
  const hole = LAYOUTS[layout](partsOf(rendered.slice(start)));
  return (rendered.slice(0, start) + hole)
    .split(SENTINEL)
    .filter((part) => part !== "")
    .map((part) => (SENTINEL.test(part) ? special(part) : text(part)));
}

/** Of either layout. */
function partsOf(hole) {
  const [before, prefix, suffix, middle] = hole.split(/<\|fim_(?:prefix|suffix|middle)\|>/);
  return { before, prefix: prefix + middle, suffix };
}
