// Owns what is told where a model file cannot be loaded: the cause in the engine's words, and the remedy that fits it.
import { Failure } from "../../trace/failure.ts";

/** `said` is the engine's reason. Only files of the catalogue are loaded, so one that is something else was put in its place. */
export function loadFailure(model: string, path: string, said: string): Failure {
  const again = `run \`treewright models remove ${model}\` and \`treewright models pull ${model}\``;
  const architecture = /unknown model architecture: '([^']*)'/.exec(said)?.[1];
  if (architecture !== undefined) {
    return new Failure(
      "unavailable",
      `${model} could not be loaded: ${path} holds a model of the architecture "${architecture}", which the engine does not know`,
      { remedy: `${again}; other GGUF files can be served by llama.cpp, which is found by itself` },
    );
  }
  if (/memory|alloc/i.test(said)) {
    return new Failure("unavailable", `${model} could not be loaded: ${said}`, {
      remedy: "close what uses the memory, or choose a smaller model or another backend",
    });
  }
  return new Failure("unavailable", `${model} could not be loaded from ${path}: ${said}`, { remedy: again });
}
