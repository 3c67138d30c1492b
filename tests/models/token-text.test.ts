// Checks text to tokens and back with the real vocabulary: sentinels in documents stay text, characters come whole.
import { getLlama, type LlamaModel } from "node-llama-cpp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTokenizer, createTokenReader } from "../../server/backends/embedded/token-text.ts";
import { smallModelPath } from "./model-file.ts";

let model: LlamaModel;
beforeAll(async () => {
  const llama = await getLlama({ gpu: false, build: "never", logger: () => undefined });
  model = await llama.loadModel({ modelPath: smallModelPath(), vocabOnly: true });
});
afterAll(() => model.dispose());

for (const sentinel of ["<|fim_prefix|>", "<|fim_middle|>", "<|file_sep|>", "<|im_end|>", "<|endoftext|>"]) {
  it(`${sentinel} is special only where the segment says so`, () => {
    const tokenize = createTokenizer(model);
    const special = tokenize([{ type: "special", text: sentinel }]);
    expect(special).toHaveLength(1);
    const quoted = tokenize([{ type: "text", text: `const mark = "${sentinel}";` }]);
    expect(quoted.filter((token) => model.isSpecialToken(token))).toEqual([]);
    // The same text in the other kind of segment is not taken from what was tokenized before.
    expect(tokenize([{ type: "text", text: sentinel }])).not.toEqual(special);
  });
}

for (const text of ["plain words\n\tand tabs", "🦜🧿 𝒳 naïve 漢字 ﷽", "👩‍👩‍👧‍👦", " leading and trailing "]) {
  it(`reads ${JSON.stringify(text)} back without broken characters`, () => {
    const reader = createTokenReader(model);
    const pieces = createTokenizer(model)([{ type: "text", text }]).map((token) => reader.read(token));
    expect(pieces.filter((piece) => piece.includes("\uFFFD"))).toEqual([]);
    expect(pieces.join("")).toBe(text);
  });
}
