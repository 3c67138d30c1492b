// Owns what the numbers of the index stand for; they are dense, small, and mean nothing to another index.

export type FileId = number;
export type SymbolId = number;
export type WordId = number;
