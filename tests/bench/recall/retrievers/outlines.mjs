// Owns the baseline of outlines: the headers of the files that the open file imports, in the order of its imports.
import { headersOf } from "../headers.mjs";
import { importResolver } from "../imports.mjs";

export const outlines = {
  name: "import outlines",
  async prepare(corpus) {
    const headers = await headersOf(corpus);
    const importsOf = importResolver(corpus);
    return ({ file, text }) => importsOf(file, text).flatMap((imported) => headers.get(imported));
  },
};
