// Owns what a family of languages says about its imports; knows no language.

/** The importing file, and the workspace folder around it. */
export type ImportingFile = { readonly path: string; readonly folder: string };

/** What a project's own files say about modules. Everything is known already: no rule touches the disk. */
export interface Project {
  /** The text of a manifest or configuration file, parsed once; undefined where there is none or it is broken. */
  manifest(path: string): unknown;
  /** Folder of the workspace package of this name. */
  packageFolder(name: string): string | undefined;
  /** Folders that packages without dots are looked for in, beside those above the file. */
  readonly sourceRoots: readonly string[];
}

export interface ModuleFamily {
  /** Language ids. */
  readonly languages: readonly string[];
  /** Base names of the files whose texts `project.manifest` has to know. */
  readonly manifests: RegExp;
  /**
   * Absolute paths in the order in which the language would try them; none for what lies outside of the workspace.
   * One that ends with a slash stands for any file of the language in this folder.
   */
  candidates(source: string, from: ImportingFile, project: Project): readonly string[];
  /**
   * Where an imported name may be a module of its own (`from package import module`): paths to try when the module
   * itself is not there or does not define the name.
   */
  submodules?(source: string, name: string, from: ImportingFile, project: Project): readonly string[];
  /**
   * The other way round: how `from` may name what stands in `target`, likeliest first. What does not lead back there is
   * left out by whoever asks. Without it, names are imported only as other files of the workspace import them.
   */
  sourcesOf?(target: ImportTarget, from: ImportingFile, project: Project): readonly string[];
  /** Extensions of files whose default export goes by the file's name and stands nowhere in it: components. */
  readonly namedByFile?: readonly string[];
  /** A module is a folder, goes by its name, and is imported as a whole: no name of it is imported by itself. */
  readonly areModulesFolders?: true;
  /** An import names a namespace and brings in all of it; any file may add to any namespace. */
  readonly areModulesNamespaces?: true;
  /** Files of which this is the same see each other's names without an import: a package, a module, a whole program. */
  unitOf?(from: ImportingFile): string;
  /** The same for a package that is installed beside the sources: where its declarations may lie. Asks the disk by `read`. */
  installed?(source: string, from: ImportingFile, read: ReadText): Promise<readonly string[]>;
}

/** What is to be imported, and how the importing file imports others. */
export type ImportTarget = {
  readonly path: string;
  /** The name that is wanted from it. */
  readonly name: string;
  /** Sources of imports, as written, the most telling first. */
  readonly examples: readonly string[];
  /** Whether the workspace has a source file at a path. */
  readonly hasFile: (path: string) => boolean;
  /** Whether what lies at the first of these paths that there is, is what is wanted. */
  readonly isFirst: (paths: readonly string[]) => boolean;
};

/** The text of a file; undefined where it is not there or may not be read. */
export type ReadText = (path: string) => Promise<string | undefined>;
