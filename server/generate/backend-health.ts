// Owns whether the completion backend works, as far as anybody is told: each change once. Retries nothing.
import type { Failure } from "../trace/failure.ts";
import type { BackendState } from "./ports.ts";

export interface BackendHealth {
  worked(): void;
  failed(failure: Failure): void;
}

export function createBackendHealth(tell: (state: BackendState) => void): BackendHealth {
  let failing: Failure | undefined;
  return {
    worked() {
      if (failing === undefined) return;
      failing = undefined;
      tell({ kind: "ok" });
    },
    failed(failure) {
      if (failure.kind === "cancelled") return;
      if (failing?.kind === failure.kind && failing.message === failure.message) return;
      failing = failure;
      tell({ kind: "failing", failure });
    },
  };
}
