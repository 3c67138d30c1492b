// Owns reading whole files out of an answer, and which paths an answer may name; touches no disk.
import { codeBlocks, namedBlocks } from "./code-block.ts";
import { findElision } from "./elision.ts";
import type { Unusable } from "./plan.ts";

export type WrittenFile = { readonly path: string; readonly text: string };
export type PlannedFiles = { readonly kind: "files"; readonly files: readonly WrittenFile[] } | Unusable;

// More files than this at once is no answer to one description.
const MOST_FILES = 20;

/** Files with paths as the model named them, or the one of `path`; `\n` line endings and one at the end. */
export function planNewFiles(answer: string, path: string | undefined): PlannedFiles {
  const files = path === undefined ? namedFiles(answer) : wholeFile(answer, path);
  if (files.length === 0) {
    return unusable("no-code", path === undefined ? "the answer names no file" : "the answer holds no code");
  }
  if (files.length > MOST_FILES) return unusable("too-many", `the answer holds ${files.length} files`);
  for (const file of files) {
    const refused = refusedPath(file.path);
    if (refused !== undefined) return unusable("path", `the path ${JSON.stringify(file.path)} ${refused}`);
    const elision = findElision(file.text, "", /\.pyi?$/.test(file.path) ? "indent" : "brace");
    if (elision !== undefined)
      return unusable("elided", `the answer leaves code out: ${JSON.stringify(elision)}`);
  }
  const paths = files.map((file) => file.path.toLowerCase());
  const twice = paths.find((each, index) => paths.indexOf(each) !== index);
  if (twice !== undefined) return unusable("twice", `the answer writes ${twice} twice`);
  return { kind: "files", files };
}

/** The longest block: beside a file, models show how to install and run things. */
function wholeFile(answer: string, path: string): readonly WrittenFile[] {
  const fenced = namedBlocks(answer).map(({ text }) => text);
  const texts = fenced.some((text) => text.trim() !== "")
    ? fenced
    : codeBlocks(answer).map(({ text }) => text);
  const [longest] = texts.toSorted((a, b) => b.length - a.length);
  return longest === undefined ? [] : [{ path, text: `${longest.trimEnd()}\n` }];
}

const PATH = /((?:[\w@.+-]+[\\/])*[\w@.+-]*\.?[\w+-]+)[`*"':)\]]*\s*$/;

function namedFiles(answer: string): readonly WrittenFile[] {
  return namedBlocks(answer).flatMap(({ heading, info, text }) => {
    const inside = /^\s*(?:\/\/|#|--|\/\*|<!--)\s*(?:file:?\s*)?(\S+\.\w+)\s*(?:\*\/|-->)?\s*$/i.exec(
      text.split("\n", 1)[0] ?? "",
    )?.[1];
    const named = /^\s*\S*[ :]+(\S+\.\w+)\s*$/.exec(info)?.[1];
    const above = /\.\w|\bfile\b/i.test(heading) ? PATH.exec(heading.trim())?.[1] : undefined;
    const path = above ?? named ?? inside;
    return path === undefined ? [] : [{ path: path.replace(/^\.\//, ""), text: `${text.trimEnd()}\n` }];
  });
}

/**
 * Names that programs obey without being asked to, or that tell an assistant what to do: nothing an answer may bring
 * into a project, however the model came to want it (SECURITY R3: CVE-2025-54135, CVE-2025-53773).
 */
const OBEYED = new Set(
  [
    ".git .hg .svn .gitconfig .gitmodules .gitattributes .husky .pre-commit-config.yaml lefthook.yml",
    ".vscode .idea .devcontainer .envrc .env node_modules .npmrc .yarnrc .yarnrc.yml package.json",
    ".github .gitlab-ci.yml .circleci .buildkite .travis.yml .drone.yml jenkinsfile azure-pipelines.yml bitbucket-pipelines.yml",
    ".bashrc .bash_profile .bash_login .bash_logout .profile .zshrc .zshenv .zprofile .zlogin",
    ".treewright.json .mcp.json .cursor .cursorrules .claude .codex .gemini .windsurf .windsurfrules .clinerules",
    "agents.md claude.md gemini.md copilot-instructions.md .aiignore .cursorignore .copilotignore",
  ].flatMap((names) => names.split(" ")),
);
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Why no file may be written at a path; undefined where it may. */
export function refusedPath(path: string): string | undefined {
  if (path === "" || path.length > 200) return "is empty or too long";
  // Zero bytes and other control characters, and what nobody sees.
  if (/[\p{Cc}\p{Cf}]/u.test(path)) return "holds hidden characters";
  if (/^(?:[\\/]|[A-Za-z]:|~)/.test(path)) return "is absolute";
  if (path.includes("\\") || path.includes(":")) return "is not written with slashes";
  for (const part of path.split("/")) {
    if (part === "" || part === "." || part === "..") return "leaves its folder";
    if (/[. ]$/.test(part) || DEVICE.test(part)) return "means another file on some systems";
    if (OBEYED.has(part.toLowerCase())) return "belongs to a tool";
  }
  return undefined;
}

function unusable(reason: string, message: string): Unusable {
  return { kind: "unusable", reason, message };
}
