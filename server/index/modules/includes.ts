// Owns where the includes of C and C++ lead: beside the file, in the project's include folders, where compile_commands.json says.
import { dirname, isAbsolute, join } from "node:path";
import type { ImportingFile, ModuleFamily, Project } from "./family.ts";
import { foldersUp } from "./folders.ts";

const DATABASE = "compile_commands.json";

export const includes: ModuleFamily = {
  languages: ["c", "cpp"],
  manifests: /^compile_commands\.json$/,
  candidates(source, from, project) {
    const name = source.replace(/^<(.*)>$/, "$1");
    const above = foldersUp(dirname(from.path), from.folder);
    const beside = source.startsWith("<") ? [] : [join(dirname(from.path), name)];
    const usual = above.flatMap((each) => ["include", "src", "."].map((folder) => join(each, folder, name)));
    return [...beside, ...commanded(from, project).map((folder) => join(folder, name)), ...usual];
  },
};

/** The `-I` folders of the file's own command; of all commands for a header, which has none. */
function commanded({ path, folder }: ImportingFile, project: Project): readonly string[] {
  const places = [join(folder, DATABASE), join(folder, "build", DATABASE)];
  const commands = places.flatMap((place) => asList(project.manifest(place))).filter(isCommand);
  const own = commands.filter(({ directory, file }) => absolute(directory, file) === path);
  const wanted = own.length > 0 ? own : commands;
  return [...new Set(wanted.flatMap((command) => foldersIn(command)))];
}

type Command = {
  readonly directory: string;
  readonly file: string;
  readonly command?: unknown;
  readonly arguments?: unknown;
};

function foldersIn({ directory, command, arguments: list }: Command): readonly string[] {
  const words = typeof command === "string" ? command.split(/\s+/) : asList(list).map(String);
  return words.flatMap((word, index) => {
    const flag = /^(?:-I|-isystem|-iquote)(.*)$/.exec(word);
    const named = flag?.[1] === "" ? words[index + 1] : flag?.[1];
    return named === undefined ? [] : [absolute(directory, named)];
  });
}

function absolute(directory: string, path: string): string {
  return isAbsolute(path) ? path : join(directory, path);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isCommand(value: unknown): value is Command {
  if (typeof value !== "object" || value === null) return false;
  return (
    "directory" in value &&
    typeof value.directory === "string" &&
    "file" in value &&
    typeof value.file === "string"
  );
}
