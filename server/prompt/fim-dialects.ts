// Owns the sentinels of each model family that fills holes: one row per family; knows no documents and no budgets.
import { Failure } from "../trace/failure.ts";
import type { PromptFile, PromptSegment } from "./render.ts";

/** What a hole is made of. `files` are empty for a family that has no place for them. */
export type FimParts = {
  readonly prefix: string;
  readonly suffix: string;
  readonly path: string;
  readonly files: readonly PromptFile[];
};

export type FimDialect = {
  readonly id: string;
  /** Models of the family, by name. */
  readonly match: RegExp;
  /** False where other files have to stand in the prefix as comments. */
  readonly takesFiles: boolean;
  /** The prefix ends the prompt: a typed character changes nothing before it. */
  readonly isPrefixLast: boolean;
  render(parts: FimParts): readonly PromptSegment[];
  /** At most 4: some endpoints refuse more. */
  readonly stop: readonly string[];
};

/**
 * The first row that matches a name wins. Sources: the model cards and papers of the families; `qwen-prefix-last` is our
 * own layout, which filled 20 of 60 holes where the family's usual one filled 16, and keeps the cache of a local engine.
 */
export const FIM_DIALECTS: readonly FimDialect[] = [
  {
    id: "qwen-prefix-last",
    match: /^qwen-prefix-last$/,
    takesFiles: true,
    isPrefixLast: true,
    render: ({ prefix, suffix, path, files }) => [
      ...qwenFiles(files, path),
      ...sentinels("<|fim_prefix|>", "<|fim_suffix|>"),
      ...words(suffix),
      ...sentinels("<|fim_middle|>"),
      ...words(prefix),
    ],
    stop: ["<|endoftext|>", "<|file_sep|>", "<|fim_pad|>", "<|fim_suffix|>"],
  },
  {
    id: "qwen-coder",
    match: /qwen-?(?:2\.5|3)-?coder/i,
    takesFiles: true,
    isPrefixLast: false,
    render: (parts) => [
      ...qwenFiles(parts.files, parts.path),
      ...prefixFirst(parts, ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"]),
    ],
    stop: ["<|endoftext|>", "<|file_sep|>", "<|fim_pad|>", "<|repo_name|>"],
  },
  {
    id: "codegemma",
    match: /codegemma/i,
    takesFiles: false,
    isPrefixLast: false,
    render: (parts) => prefixFirst(parts, ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"]),
    stop: ["<|file_separator|>", "<|fim_prefix|>", "<|fim_suffix|>", "<eos>"],
  },
  {
    id: "starcoder2",
    match: /starcoder-?2/i,
    takesFiles: true,
    isPrefixLast: false,
    render: ({ prefix, suffix, path, files }) =>
      files.length === 0
        ? prefixFirst({ prefix, suffix }, STARCODER)
        : [
            ...files.flatMap((file) => [...sentinels("<file_sep>"), ...words(`${file.path}\n${file.text}`)]),
            ...sentinels("<file_sep>"),
            ...prefixFirst({ prefix: `${path}\n${prefix}`, suffix }, STARCODER),
          ],
    stop: ["<|endoftext|>", "<file_sep>", "<fim_prefix>", "<repo_name>"],
  },
  {
    id: "starcoder",
    match: /starcoder|stable-?code|codeqwen/i,
    takesFiles: false,
    isPrefixLast: false,
    render: (parts) => prefixFirst(parts, STARCODER),
    stop: ["<|endoftext|>", "<fim_prefix>", "<fim_suffix>", "<filename>"],
  },
  {
    // The code models of 2024 have the vocabulary of StarCoder; the later general ones have sentinels of their own.
    id: "granite",
    match: /granite.*code|^granite$/i,
    takesFiles: false,
    isPrefixLast: false,
    render: (parts) => prefixFirst(parts, STARCODER),
    stop: ["<|endoftext|>", "<fim_prefix>", "<fim_suffix>", "<filename>"],
  },
  {
    id: "granite-4",
    match: /granite-?4/i,
    takesFiles: false,
    isPrefixLast: false,
    render: (parts) => prefixFirst(parts, ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"]),
    stop: ["<|end_of_text|>", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_pad|>"],
  },
  {
    id: "codestral",
    match: /codestral/i,
    takesFiles: true,
    isPrefixLast: true,
    render: ({ prefix, suffix, path, files }) => [
      ...sentinels("[SUFFIX]"),
      ...words(suffix),
      ...sentinels("[PREFIX]"),
      ...words(files.map((file) => `+++++ ${file.path}\n${file.text}\n`).join("")),
      ...words(files.length === 0 ? prefix : `+++++ ${path}\n${prefix}`),
    ],
    stop: ["</s>", "[PREFIX]", "[SUFFIX]", "\n+++++ "],
  },
  {
    id: "deepseek-coder",
    match: /deepseek/i,
    takesFiles: false,
    isPrefixLast: false,
    render: (parts) => prefixFirst(parts, ["<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"]),
    stop: ["<｜end▁of▁sentence｜>", "<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"],
  },
  {
    id: "codellama",
    match: /code-?llama/i,
    takesFiles: false,
    isPrefixLast: false,
    // The spaces belong to the sentinels: the family's tokenizer splits at them.
    render: (parts) => prefixFirst(parts, ["<PRE> ", " <SUF>", " <MID>"]),
    stop: ["<EOT>", "</s>", "<PRE>", "<SUF>"],
  },
  {
    // The family was trained with the suffix in front only.
    id: "seed-coder",
    match: /seed-?coder/i,
    takesFiles: false,
    isPrefixLast: false,
    render: ({ prefix, suffix }) => [
      ...sentinels("<[fim-suffix]>"),
      ...words(suffix),
      ...sentinels("<[fim-prefix]>"),
      ...words(prefix),
      ...sentinels("<[fim-middle]>"),
    ],
    stop: ["<[end▁of▁sentence]>", "<[fim-suffix]>", "<[fim-prefix]>", "<[fim-middle]>"],
  },
  {
    // Trained with the suffix in front, and other files under their names.
    id: "mellum",
    match: /mellum/i,
    takesFiles: true,
    isPrefixLast: false,
    render: ({ prefix, suffix, path, files }) => [
      ...[...files, { path, text: "" }].flatMap((file) => [
        ...sentinels("<filename>"),
        ...words(`${file.path}\n${file.text}`),
      ]),
      ...sentinels("<fim_suffix>"),
      ...words(suffix),
      ...sentinels("<fim_prefix>"),
      ...words(prefix),
      ...sentinels("<fim_middle>"),
    ],
    stop: ["<|endoftext|>", "<filename>", "<fim_suffix>", "<fim_prefix>"],
  },
];

const STARCODER = ["<fim_prefix>", "<fim_suffix>", "<fim_middle>"] as const;

/** The row with this id, or of the family that a model of this name belongs to. Throws `unconfigured` where there is none. */
export function dialectFor(name: string): FimDialect {
  const dialect =
    FIM_DIALECTS.find(({ id }) => id === name) ?? FIM_DIALECTS.find(({ match }) => match.test(name));
  if (dialect !== undefined) return dialect;
  throw new Failure("unconfigured", `"${name}" is no known way to fill a hole`, {
    remedy: `set "fim" to "auto", "off", "suffix" or one of ${FIM_DIALECTS.map(({ id }) => id).join(", ")}`,
  });
}

/** The family's layout for a model whose prompt cache is worth keeping from key to key. */
export function cacheFriendly(dialect: FimDialect): FimDialect {
  return dialect.id === "qwen-coder" ? dialectFor("qwen-prefix-last") : dialect;
}

function qwenFiles(files: readonly PromptFile[], path: string): readonly PromptSegment[] {
  if (files.length === 0) return [];
  return [
    ...files.flatMap((file) => [...sentinels("<|file_sep|>"), ...words(`${file.path}\n${file.text}\n`)]),
    ...sentinels("<|file_sep|>"),
    ...words(`${path}\n`),
  ];
}

function prefixFirst(
  { prefix, suffix }: Pick<FimParts, "prefix" | "suffix">,
  [begin, hole, end]: readonly [string, string, string],
): readonly PromptSegment[] {
  return [...sentinels(begin), ...words(prefix), ...sentinels(hole), ...words(suffix), ...sentinels(end)];
}

function sentinels(...texts: readonly string[]): readonly PromptSegment[] {
  return texts.map((text) => ({ type: "special", text }));
}

/** Text that is not there is no segment. */
function words(text: string): readonly PromptSegment[] {
  return text === "" ? [] : [{ type: "text", text }];
}
