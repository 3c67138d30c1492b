// Owns the start of web-tree-sitter, the library that grammars in WebAssembly run in; knows no grammars.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { compileFunction, createContext, runInContext } from "node:vm";
import type * as WebTreeSitter from "web-tree-sitter";
import { Failure } from "../trace/failure.ts";
import { once } from "./once.ts";

export type WasmLibrary = typeof WebTreeSitter;

// Node has it; its types leave it to those of a browser.
declare global {
  const WebAssembly: {
    readonly Module: new (code: Uint8Array<ArrayBuffer>) => WebAssembly.Module;
    readonly RuntimeError: new () => Error;
    readonly Instance: new (module: WebAssembly.Module, imports: object) => { readonly exports: object };
  };
}

const require = createRequire(import.meta.url);

/**
 * The library, ready to use. Everything about it is synchronous but `Parser.init`, which awaits things that are there
 * already once its code is compiled at hand. So it runs in a context of its own, whose awaits are worked off before
 * `runInContext` returns: a grammar is loaded where it is needed, and nobody has to wait for a first time.
 */
export const wasmLibrary = once((): WasmLibrary => {
  const path = require.resolve("web-tree-sitter");
  const code = new WebAssembly.Module(readFileSync(join(dirname(path), "web-tree-sitter.wasm")));
  const context = createContext({}, { microtaskMode: "afterEvaluate" });
  const module = { exports: {} };
  const names = { module, exports: module.exports, require, __filename: path, __dirname: dirname(path) };
  // What the code calls by name is taken from here: the context's own would be looked up at each use, and be other classes.
  const globals = {
    ...names,
    ...{ globalThis, process, console, performance, WebAssembly, TextDecoder, FinalizationRegistry },
    ...{ Array, Error, Map, Math, Number, Object, Proxy, RegExp, Set, String, Symbol, TypeError },
    ...{
      Int8Array,
      Int16Array,
      Int32Array,
      Uint8Array,
      Uint16Array,
      Uint32Array,
      Float32Array,
      Float64Array,
    },
    ...{ BigInt64Array, BigUint64Array, DataView, URL },
  };
  const define = compileFunction(readFileSync(path, "utf8"), Object.keys(globals), {
    parsingContext: context,
    filename: path,
  });
  Reflect.apply(define, undefined, Object.values(globals));
  const library: unknown = module.exports;
  if (!isLibrary(library)) throw new Failure("unavailable", "web-tree-sitter exports no parser");
  context["start"] = () => {
    const started = library.Parser.init({
      instantiateWasm(imports: object, done: (...made: readonly unknown[]) => void) {
        const instance = new WebAssembly.Instance(code, imports);
        done(instance, code);
        return instance.exports;
      },
    });
    // Told below: a library that did not start makes no parser.
    started.catch(() => undefined);
  };
  runInContext("start()", context);
  new library.Parser().delete();
  return library;
});

function isLibrary(value: unknown): value is WasmLibrary {
  return typeof value === "object" && value !== null && "Parser" in value && "Language" in value;
}
