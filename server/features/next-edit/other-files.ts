// Owns the texts of files that may have to follow an edit: open ones as they are, others as they were read last. Proposes nothing.
import { type DocumentSnapshot, type Documents, unopenedDocument } from "../../documents/documents.ts";
import type { Syntax } from "../../syntax/syntax.ts";
import type { FollowUp, OtherFile } from "../next-edit.ts";

/** A file that may use a name, what the name is called there, and the module it is a member of there. */
export type NameUser = { readonly uri: string; readonly local: string; readonly of?: string };

export type OtherFilePorts = {
  readonly documents: Pick<Documents, "get" | "isDirty">;
  readonly syntax: Pick<Syntax, "snapshot" | "languageOf">;
  /** Files that may use what the file `uri` gives away, by the index of the workspace. */
  readonly usersOf: (uri: string, what: Pick<FollowUp, "name" | "isMember">) => readonly NameUser[];
  /** The text of a file; undefined where it may not be read. */
  readonly read: (uri: string) => Promise<string | undefined>;
};

export interface OtherFiles {
  /** Reads the files that use what was changed. */
  read(uri: string, followUps: readonly FollowUp[]): Promise<void>;
  /** Those of them that are open or were read. */
  known(uri: string, followUp: FollowUp): readonly OtherFile[];
}

// What more files use is renamed by a tool for that.
const MOST_FILES = 30;

export function createOtherFiles({ documents, syntax, usersOf, read }: OtherFilePorts): OtherFiles {
  /** Of the last question. */
  let texts: ReadonlyMap<string, DocumentSnapshot> = new Map();
  const usersFor = (uri: string, { name, newName, isMember }: FollowUp): readonly NameUser[] => {
    const users = usersOf(uri, { name, isMember });
    const renamed = newName === undefined || isMember ? [] : usersOf(uri, { name: newName, isMember });
    const halfDone = renamed
      .filter(({ local }) => local === newName)
      .map((user): NameUser => ({ ...user, local: name }));
    return [...users, ...halfDone]
      .filter((user, index, all) => all.findIndex((each) => each.uri === user.uri) === index)
      .filter((user) => user.uri !== uri)
      .slice(0, MOST_FILES);
  };

  return {
    async read(uri, followUps) {
      const found = new Map<string, DocumentSnapshot>();
      for (const user of followUps.flatMap((each) => usersFor(uri, each))) {
        if (documents.get(user.uri) !== undefined) continue;
        const text = await read(user.uri);
        if (text === undefined) continue;
        const known = texts.get(user.uri);
        // Editors know nothing of a mark at the start of a file.
        const plain = text.replace(/^\uFEFF/, "");
        const isSame = known?.getText() === plain;
        found.set(user.uri, isSame ? known : unopenedDocument(user.uri, syntax.languageOf(user.uri), plain));
      }
      texts = found;
    },
    known: (uri, followUp) =>
      usersFor(uri, followUp).flatMap((user): readonly OtherFile[] => {
        const document = documents.get(user.uri) ?? texts.get(user.uri);
        if (document === undefined || documents.isDirty(user.uri)) return [];
        return [{ document, syntax: syntax.snapshot(document), user }];
      }),
  };
}
