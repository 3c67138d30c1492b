// Owns the index of a workspace on the disk: one file in the cache folder, written beside and renamed, believed only when every check fits.
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { type Columns, NUMBER_COLUMNS } from "./columns.ts";

/** What an earlier session left. */
export type SavedIndex = {
  readonly columns: Columns;
  /** What the manifests said then, which the targets of imports depend on. */
  readonly manifests: string;
};

export interface IndexFile {
  /** Undefined where there is none, or one that is damaged, of another version or of other folders. */
  load(): Promise<SavedIndex | undefined>;
  /** Throws where the disk refuses; what was there before stays. */
  save(saved: SavedIndex): Promise<void>;
}

export type IndexFileOptions = {
  readonly cacheDirectory: string;
  readonly folders: readonly string[];
  /** Another one means that the same text may read differently. */
  readonly version: string;
};

type Section = {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  readonly length: number;
  readonly offset: number;
  readonly checksum: number;
};

type Header = {
  readonly version: string;
  readonly folders: readonly string[];
  readonly manifests: string;
  readonly sections: readonly Section[];
};

const TYPES = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  f64: Float64Array,
} as const;
type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const MAGIC = "treewright index 2\n";
const ALIGNMENT = 8;
/** The magic, the header's length and its checksum, then the header. */
const HEAD_BYTES = 32;
const LONGEST_HEADER = 1_000_000;

export function indexFile({ cacheDirectory, folders, version }: IndexFileOptions): IndexFile {
  const key = createHash("sha256").update(JSON.stringify(folders)).digest("hex").slice(0, 24);
  const path = join(cacheDirectory, "index", `${key}.idx`);
  return {
    async load() {
      const bytes = await readFile(path).catch(() => undefined);
      return bytes === undefined ? undefined : decode(alignedCopy(bytes), { folders, version });
    },
    async save({ columns, manifests }) {
      await mkdir(dirname(path), { recursive: true });
      const temporary = `${path}.${process.pid}`;
      try {
        const file = await open(temporary, "w", PRIVATE);
        try {
          await file.writev(encode(columns, { folders, version, manifests }));
        } finally {
          await file.close();
        }
        await rename(temporary, path);
        await sweep(dirname(path));
      } catch (error) {
        await unlink(temporary).catch(() => undefined);
        throw error;
      }
    },
  };
}

// Nobody has changed a file of that workspace for so long that reading it anew costs little.
const KEPT_DAYS = 60;
const DAY_MS = 86_400_000;

/** Removes what is left of workspaces that are worked on no more, and of sessions that were cut off while they wrote. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const known = await stat(path).catch(() => undefined);
    const isOld = known !== undefined && Date.now() - known.mtimeMs > KEPT_DAYS * DAY_MS;
    // Another session may have done so already.
    if (isOld) await unlink(path).catch(() => undefined);
  }
}

/** It says what the user's files are called. */
const PRIVATE = 0o600;

function encode(columns: Columns, about: Omit<Header, "sections">): readonly Uint8Array[] {
  const paths = Buffer.from(columns.paths.join("\0"), "utf8");
  const arrays: readonly (readonly [string, Numbers])[] = [
    ["paths", paths],
    ["stringBytes", columns.strings.bytes],
    ["stringLengths", columns.strings.lengths],
    ["texts", columns.texts.bytes],
    ["textPairs", columns.texts.pairs],
    ["unpackedTexts", Uint32Array.of(columns.texts.unpackedBytes)],
    ["code", columns.code],
    ...Object.entries(columns.numbers),
  ];
  const parts: Uint8Array[] = [];
  const sections: Section[] = [];
  let offset = 0;
  for (const [name, array] of arrays) {
    // A copy, since the index may change while it is written.
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice();
    sections.push({ name, type: typeOf(array), length: array.length, offset, checksum: crc32(bytes) });
    const gap = paddingAfter(bytes.length);
    parts.push(bytes, new Uint8Array(gap));
    offset += bytes.length + gap;
  }
  const header = Buffer.from(JSON.stringify({ ...about, sections } satisfies Header), "utf8");
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(MAGIC, "latin1");
  head.writeUInt32LE(header.length, HEAD_BYTES - 8);
  head.writeUInt32LE(crc32(header), HEAD_BYTES - 4);
  return [head, header, new Uint8Array(paddingAfter(header.length)), ...parts];
}

/** Undefined for whatever was not written by this very version for these very folders, or is not whole. */
function decode(
  file: Uint8Array,
  { folders, version }: Pick<Header, "folders" | "version">,
): SavedIndex | undefined {
  const head = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < HEAD_BYTES || head.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
  const length = head.readUInt32LE(HEAD_BYTES - 8);
  if (length > LONGEST_HEADER || HEAD_BYTES + length > file.length) return undefined;
  const headerBytes = file.subarray(HEAD_BYTES, HEAD_BYTES + length);
  if (crc32(headerBytes) !== head.readUInt32LE(HEAD_BYTES - 4)) return undefined;
  // The checksum fits, so this is what `encode` has written.
  const header = JSON.parse(Buffer.from(headerBytes).toString("utf8")) as Header;
  if (header.version !== version || JSON.stringify(header.folders) !== JSON.stringify(folders)) {
    return undefined;
  }
  const start = HEAD_BYTES + length + paddingAfter(length);
  const arrays = new Map<string, Numbers>();
  for (const section of header.sections) {
    const array = sectionOf(file, start, section);
    if (array === undefined) return undefined;
    arrays.set(section.name, array);
  }
  return { columns: columnsOf(arrays), manifests: header.manifests };
}

function sectionOf(
  file: Uint8Array,
  start: number,
  { type, length, offset, checksum }: Section,
): Numbers | undefined {
  const Type = TYPES[type];
  const at = start + offset;
  const bytes = file.subarray(at, at + length * Type.BYTES_PER_ELEMENT);
  if (bytes.length !== length * Type.BYTES_PER_ELEMENT || crc32(bytes) !== checksum) return undefined;
  return new Type(file.buffer as ArrayBuffer, file.byteOffset + at, length);
}

function columnsOf(arrays: ReadonlyMap<string, Numbers>): Columns {
  const bytesOf = (name: string): Uint8Array => {
    const array = arrays.get(name);
    return array instanceof Uint8Array ? array : new Uint8Array(0);
  };
  const lengths = arrays.get("stringLengths");
  const pairs = arrays.get("textPairs");
  const numbers = NUMBER_COLUMNS.map((name) => [name, arrays.get(name) ?? new Uint8Array(0)] as const);
  const paths = Buffer.from(bytesOf("paths")).toString("utf8");
  return {
    strings: {
      bytes: bytesOf("stringBytes"),
      lengths: lengths === undefined || lengths instanceof Float64Array ? new Uint8Array([0]) : lengths,
    },
    texts: {
      bytes: bytesOf("texts"),
      pairs: pairs instanceof Uint16Array ? pairs : new Uint16Array(0),
      unpackedBytes: arrays.get("unpackedTexts")?.[0] ?? 0,
    },
    code: bytesOf("code"),
    paths: paths === "" ? [] : paths.split("\0"),
    numbers: Object.fromEntries(numbers),
  };
}

function typeOf(array: Numbers): Section["type"] {
  if (array instanceof Uint8Array) return "u8";
  if (array instanceof Uint16Array) return "u16";
  return array instanceof Uint32Array ? "u32" : "f64";
}

function paddingAfter(length: number): number {
  return (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT;
}

/** Numbers of eight bytes can only be read in place from a buffer that begins at such a place. */
function alignedCopy(bytes: Buffer): Uint8Array {
  return bytes.byteOffset % ALIGNMENT === 0 ? bytes : new Uint8Array(bytes);
}
