// Owns the picture of who uses which declarations, from the index's first pass to its last change; finds headers for a place.
import type { FileId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
import { ChangedFunctions } from "./changed-functions.ts";
import { HeaderMemory } from "./choose-headers.ts";
import type { EvidenceTable } from "./evidence.ts";
import { FileNames } from "./file-names.ts";
import { findEvidence, membersBehind } from "./find.ts";
import { buildFunctionIndex, type FunctionIndex } from "./function-index.ts";
import { hasMember, type Receiver } from "./has-member.ts";
import type { Site } from "./site.ts";

export interface Declarations {
  readonly index: WorkspaceIndex;
  /** Whether `find` has an answer. */
  readonly isReady: boolean;
  /** Has the workspace indexed, and ends when `find` knows all of it. */
  whenReady(): Promise<void>;
  /** What speaks for declarations of other files at a site; undefined until the workspace is known. */
  find(site: Site): EvidenceTable | undefined;
  /** Whether an expression of a document has a member; undefined where not all of them are known. */
  hasMember(receiver: Receiver, name: string): boolean | undefined;
  /** Names of the members of what stands before the dot at a site; empty where its type is not known. */
  membersBehind(site: Site): readonly string[];
  readonly headers: HeaderMemory;
  dispose(): void;
}

export type DeclarationsPorts = {
  readonly index: WorkspaceIndex;
  /** Runs a slice of work once nothing else waits. */
  readonly later?: (work: () => void) => void;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
  /** Called whenever `find` has a new picture of the workspace. */
  readonly onBuilt?: () => void;
};

// A key that comes meanwhile waits for one slice.
const SLICE_MS = 2;
// Functions of changed files are looked at one by one until as many have changed: a picture of 100,000 functions takes a second.
const MOST_STALE = 20;

export function createDeclarations({
  index,
  later = (work) => void setImmediate(work),
  now = () => performance.now(),
  onBuilt = () => undefined,
}: DeclarationsPorts): Declarations {
  const names = new FileNames(index);
  const headers = new HeaderMemory();
  const stale = new Set<FileId>();
  /** Those of them that changed since the build under way began. */
  const staleAgain = new Set<FileId>();
  const changed = new ChangedFunctions(index, names);
  let functions: FunctionIndex | undefined;
  let building: Generator<undefined, FunctionIndex> | undefined;
  const waiting: (() => void)[] = [];

  const build = (): void => {
    staleAgain.clear();
    const work = buildFunctionIndex(index, names);
    building = work;
    const step = (): void => {
      // Another build has begun since.
      if (building !== work) return;
      const start = now();
      while (now() - start < SLICE_MS) {
        const { done, value } = work.next();
        if (done !== true) continue;
        functions = value;
        changed.forgetAll();
        stale.clear();
        for (const file of staleAgain) stale.add(file);
        building = undefined;
        for (const tell of waiting.splice(0)) tell();
        onBuilt();
        return;
      }
      later(step);
    };
    later(step);
  };

  const stop = index.onChange((change) => {
    switch (change.kind) {
      case "ready":
        names.forget();
        build();
        break;
      case "renumbered":
        names.forgetAll();
        headers.clear();
        changed.forgetAll();
        functions = undefined;
        if (index.state.kind === "ready") build();
        break;
      case "packed":
        break;
      case "files":
        names.forgetBodies();
        changed.forget(change.files);
        if (change.reshaped.length === 0) break;
        names.forget();
        headers.clear();
        for (const file of change.reshaped) {
          stale.add(file);
          staleAgain.add(file);
        }
        if (index.state.kind === "ready" && building === undefined && stale.size > MOST_STALE) build();
        break;
    }
  });

  return {
    index,
    headers,
    get isReady() {
      return functions !== undefined;
    },
    async whenReady() {
      await index.whenReady();
      if (building === undefined) return;
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    },
    find(site) {
      if (functions === undefined) return undefined;
      return findEvidence(site, { index, names, functions, stale, changed });
    },
    membersBehind: (site) => (index.state.kind === "ready" ? membersBehind(site, { index, names }) : []),
    hasMember: (receiver, name) =>
      index.state.kind === "ready" ? hasMember({ index, names }, receiver, name) : undefined,
    dispose() {
      stop();
      building = undefined;
      for (const tell of waiting.splice(0)) tell();
    },
  };
}
