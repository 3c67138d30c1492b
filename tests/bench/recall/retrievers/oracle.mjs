// Owns the floor of tokens: the headers of the truth and nothing else.
export const oracle = {
  name: "oracle",
  prepare: (corpus) => (view) =>
    view.hole.truth.map(({ file, header }) => {
      const [start, end] = header;
      return { file, start, end, text: corpus.read(file).slice(start, end) };
    }),
};
