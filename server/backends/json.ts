// Owns reading single fields of JSON that came from outside; refuses to guess: what has another shape is undefined.

/** The value at a path of keys and indexes. */
export function valueAt(json: unknown, ...path: readonly (string | number)[]): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    const next: unknown = Reflect.get(value, step);
    value = next;
  }
  return value;
}

export function textAt(json: unknown, ...path: readonly (string | number)[]): string | undefined {
  const value = valueAt(json, ...path);
  return typeof value === "string" ? value : undefined;
}

export function numberAt(json: unknown, ...path: readonly (string | number)[]): number | undefined {
  const value = valueAt(json, ...path);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The parsed text, or undefined if it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Invariant: every caller treats undefined as a fault of the sender and counts or reports it.
    return undefined;
  }
}
