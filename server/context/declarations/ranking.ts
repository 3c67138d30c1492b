// Owns how likely a declaration is used in the code to come: a logistic model over its evidence, with weights fitted on real packages.
import type { SymbolId } from "../../index/ids.ts";
import { COLUMN, COLUMNS, EVIDENCE, type EvidenceKind, type EvidenceTable } from "./evidence.ts";
import { WEIGHTS } from "./weights.ts";

/** Terms of the model that are products of evidence, or square roots: one neighbour of many that uses a name says a lot already. */
const ROOTS = [
  "usedByAlike",
  "nameUsedByAlike",
  "memberUsedByAlike",
  "importedByAlike",
  "importedInFolder",
  "usedBySiblings",
  "analogous",
] as const satisfies readonly EvidenceKind[];

/** A kind of evidence times the root of another. */
const PAIRS = [
  ["imported", "nameUsedByAlike"],
  ["typeNear", "nameUsedByAlike"],
  ["memberNear", "nameUsedByAlike"],
  ["memberFar", "nameUsedByAlike"],
  ["memberFarther", "nameUsedByAlike"],
  ["imported", "isCallable"],
  ["isType", "usedByAlike"],
  ["container", "nameUsedByAlike"],
  ["typeNear", "imported"],
  ["memberNear", "nameInTask"],
  ["imported", "nameInTask"],
  ["isTop", "analogous"],
  ["fileImported", "nameUsedByAlike"],
  ["fileImportedAlike", "nameInTask"],
  ["isExported", "usedByAlike"],
  ["memberOfReceiver", "nameUsedByAlike"],
  ["memberOfReceiver", "nameUsedBySiblings"],
  ["memberOfLocal", "nameUsedByAlike"],
] as const satisfies readonly (readonly [EvidenceKind, EvidenceKind])[];

/** What the weights are for, in order. */
export const TERMS: readonly string[] = [
  "1",
  ...EVIDENCE,
  ...ROOTS.map((kind) => `√${kind}`),
  ...PAIRS.map(([one, other]) => `${one}·√${other}`),
];

const ROOT_COLUMNS = Uint8Array.from(ROOTS.map((kind) => COLUMN[kind]));
const PAIR_COLUMNS = Uint8Array.from(PAIRS.flatMap((pair) => pair.map((kind) => COLUMN[kind])));

/** The terms of the row of evidence that begins at `start`, written into `into`. */
export function termsOf(cells: Float32Array, start: number, into: Float32Array): Float32Array {
  into[0] = 1;
  let place = 1;
  for (let column = 0; column < COLUMNS; column += 1) into[place++] = cells[start + column] ?? 0;
  for (const column of ROOT_COLUMNS) into[place++] = Math.sqrt(cells[start + column] ?? 0);
  for (let pair = 0; pair < PAIR_COLUMNS.length; pair += 2) {
    const one = cells[start + (PAIR_COLUMNS[pair] ?? 0)] ?? 0;
    into[place++] = one === 0 ? 0 : one * Math.sqrt(cells[start + (PAIR_COLUMNS[pair + 1] ?? 0)] ?? 0);
  }
  return into;
}

export type Likely = { readonly symbol: SymbolId; readonly probability: number };

/** Every declaration of the table, in no order. */
export function likelihoods(evidence: EvidenceTable, weights: ArrayLike<number> = FITTED): readonly Likely[] {
  const terms = new Float32Array(TERMS.length);
  const likely: Likely[] = [];
  let row = 0;
  for (const symbol of evidence.symbols()) {
    termsOf(evidence.cells, row, terms);
    row += COLUMNS;
    let sum = 0;
    for (let term = 0; term < terms.length; term += 1) sum += (terms[term] ?? 0) * (weights[term] ?? 0);
    likely.push({ symbol, probability: 1 / (1 + Math.exp(-sum)) });
  }
  return likely;
}

const FITTED = Float32Array.from(TERMS.map((term) => WEIGHTS[term] ?? 0));
