// Owns where the names and includes of PHP lead: namespaces by composer's autoload, files beside the file.
import { basename, dirname, join, relative } from "node:path";
import type { ImportingFile, ModuleFamily, Project } from "./family.ts";
import { foldersUp } from "./folders.ts";

export const php: ModuleFamily = {
  languages: ["php"],
  manifests: /^composer\.json$/,
  candidates(source, from, project) {
    if (source.endsWith(".php")) return [join(dirname(from.path), source)];
    const name = source.replace(/^\\/, "");
    return autoloaded(from, project).flatMap(({ prefix, folder }) =>
      name.startsWith(prefix) ? [`${join(folder, ...name.slice(prefix.length).split("\\"))}.php`] : [],
    );
  },
  sourcesOf({ path, name }, from, project) {
    if (basename(path) !== `${name}.php`) return [];
    return autoloaded(from, project).flatMap(({ prefix, folder }) => {
      const way = relative(folder, path);
      return way.startsWith("..") ? [] : [prefix + way.slice(0, -".php".length).replaceAll(/[\\/]/g, "\\")];
    });
  },
};

type Autoload = { readonly prefix: string; readonly folder: string };

function autoloaded({ path, folder }: ImportingFile, project: Project): readonly Autoload[] {
  return foldersUp(dirname(path), folder).flatMap((root) => {
    const manifest = project.manifest(join(root, "composer.json"));
    return ["autoload", "autoload-dev"].flatMap((section) =>
      Object.entries(objectAt(objectAt(manifest, section), "psr-4")).flatMap(([prefix, folders]) =>
        [folders].flat().map((each) => ({ prefix, folder: join(root, String(each)) })),
      ),
    );
  });
}

function objectAt(value: unknown, key: string): object {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === "object" && found !== null ? found : {};
}
