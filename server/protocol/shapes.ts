// Owns checking values that came over the wire; refuses with InvalidParams and the path of what is wrong.
import { ErrorCodes, ResponseError } from "vscode-jsonrpc/node";
import type { ErrorData } from "./extensions.ts";

/** Returns the checked value; throws the answer to the request where it is wrong. `path` names the value in that answer. */
export type Shape<T> = (value: unknown, path: string) => T;
type Checked<S> = S extends Shape<infer T> ? T : never;

/** The answer to a request whose parameters make no sense: an error of the wire, which is why it is no Failure. */
export function invalidParams(message: string): ResponseError<ErrorData> {
  return new ResponseError(ErrorCodes.InvalidParams, message, { kind: "refused", message });
}

export const anything: Shape<unknown> = (value) => value;
export const string: Shape<string> = (value, path) =>
  typeof value === "string" ? value : wrong(path, "a string");
export const boolean: Shape<boolean> = (value, path) =>
  typeof value === "boolean" ? value : wrong(path, "true or false");
export const integer: Shape<number> = (value, path) =>
  typeof value === "number" && Number.isInteger(value) ? value : wrong(path, "a whole number");
export const count: Shape<number> = (value, path) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0
    ? value
    : wrong(path, "a whole number of at least 0");

export function within(least: number, most: number): Shape<number> {
  return (value, path) => {
    const number = integer(value, path);
    return number >= least && number <= most ? number : wrong(path, `from ${least} to ${most}`);
  };
}

/** Absent, or `null`, which many clients send for it. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : shape(value, path));
}

export function either<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return (value, path) => {
    try {
      return first(value, path);
    } catch {
      // The second one says what is wrong with a value that is neither.
      return second(value, path);
    }
  };
}

export function literal<const T extends string>(...values: readonly T[]): Shape<T> {
  return (value, path) => values.find((each) => each === value) ?? wrong(path, `one of ${values.join(", ")}`);
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, path) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => shape(item, `${path}[${index}]`))
      : wrong(path, "a list");
}

/** The named fields of an object; others are left out. */
export function object<F extends Readonly<Record<string, Shape<unknown>>>>(
  fields: F,
): Shape<{ readonly [K in keyof F]: Checked<F[K]> }> {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(path, "an object");
    const given = new Map<string, unknown>(Object.entries(value));
    const checked = Object.entries(fields).map(([name, shape]) => [
      name,
      shape(given.get(name), `${path}.${name}`),
    ]);
    return Object.fromEntries(checked) as { readonly [K in keyof F]: Checked<F[K]> };
  };
}

function wrong(path: string, expected: string): never {
  throw invalidParams(`${path} must be ${expected}`);
}
