// Owns telling what would be sent to a model, without sending it: the same steps as for a real answer, up to the prompt.
import type { GenerationTask } from "../context/collect.ts";
import { toFailure } from "../trace/failure.ts";
import { type Clock, throwIfCancelled } from "./clock.ts";
import type { Preview } from "./generate.ts";
import type { GeneratorPorts } from "./ports.ts";
import { type Asked, questionForAction, questionForInsert, refuseExcluded } from "./question.ts";

type Addressee = Asked & { readonly id: string; readonly model: string };

/** Stands in where no model is set up, so that people see what one on their computer would be told. */
const NO_MODEL: Addressee = {
  id: "none",
  model: "none",
  fim: { kind: "dialect", dialect: "qwen-coder", finishesWords: true },
  canChat: true,
  isLocal: true,
};

export function createPreview(
  ports: GeneratorPorts,
  clock: Clock,
): (task: GenerationTask, signal: AbortSignal) => Promise<Preview> {
  /** A backend that finds everything by itself is no model, and is told nothing. */
  const addressee = async ({ kind }: GenerationTask): Promise<Addressee> => {
    try {
      const { backends } = ports;
      const chosen = await (kind === "insert-at-cursor"
        ? backends.forCompletion("invoked")
        : backends.forEdits());
      return chosen.window === undefined ? chosen : NO_MODEL;
    } catch (error) {
      if (toFailure(error).kind === "unconfigured") return NO_MODEL;
      throw error;
    }
  };

  return async (task, signal) => {
    throwIfCancelled(signal);
    await refuseExcluded(ports, task);
    const asked = await addressee(task);
    throwIfCancelled(signal);
    const startMs = clock.now();
    const { collected, ...question } =
      task.kind === "insert-at-cursor"
        ? await questionForInsert(ports, { task, asked, sampling: { temperature: 0 } }, signal)
        : await questionForAction(ports, { task, asked }, signal);
    return {
      ...question,
      backend: asked.id,
      model: asked.model,
      sources: collected.sources,
      timings: { totalMs: clock.now() - startMs, contextMs: collected.durationMs },
    };
  };
}
