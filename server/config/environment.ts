// Owns what the server's environment variables say about settings and the cache folder; provider keys are the backends' affair.
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Settings named by TREEWRIGHT_BACKEND, TREEWRIGHT_MODEL and TREEWRIGHT_OFFLINE, for the source `environment`. */
export function environmentSettings(env: NodeJS.ProcessEnv): Readonly<Record<string, unknown>> {
  const backend = nonEmpty(env["TREEWRIGHT_BACKEND"]);
  const model = nonEmpty(env["TREEWRIGHT_MODEL"]);
  const offline = nonEmpty(env["TREEWRIGHT_OFFLINE"]);
  return {
    ...(backend === undefined ? {} : { "completion.backend": backend, "edits.backend": backend }),
    ...(model === undefined ? {} : { "completion.model": model, "edits.model": model }),
    // Anything but a plain "no" means offline: whoever sets the variable at all wants to be safe.
    ...(offline === undefined ? {} : { offline: !/^(0|false|no|off)$/i.test(offline) }),
  };
}

/** Folder for models and other files that can be fetched again; TREEWRIGHT_CACHE names it outright. */
export function cacheDirectory(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const named = nonEmpty(env["TREEWRIGHT_CACHE"]);
  if (named !== undefined) return resolve(named);
  const xdg = nonEmpty(env["XDG_CACHE_HOME"]);
  if (xdg !== undefined) return join(xdg, "treewright");
  if (platform === "win32")
    return join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "treewright", "cache");
  if (platform === "darwin") return join(home, "Library", "Caches", "treewright");
  return join(home, ".cache", "treewright");
}

/** A variable that is set to nothing is not set. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}
