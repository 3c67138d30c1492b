// Owns talking to the editor of our own accord: requests with a time limit, messages, progress. Knows no handler.
import { CancellationTokenSource, type MessageConnection } from "vscode-jsonrpc/node";
import type { ClientFeatures } from "../config/client-features.ts";
import { Failure } from "../trace/failure.ts";
import { chosenAction } from "./params.ts";

export type MessageLevel = "error" | "warning" | "info";

/** How rooms tell the user something. */
export interface Notices {
  /** Shows `message`, unless it is what was said last about `topic`. */
  tell(topic: string, level: MessageLevel, message: string): void;
  /** The matter is settled: the same message would be news again. */
  clear(topic: string): void;
}

/** What a long piece of work says of itself; `percentage` from 0 to 100. */
export interface ProgressReport {
  report(message: string, percentage?: number): void;
  end(message: string): void;
}

export interface Client {
  /** Throws Failure `timeout` where the client does not answer in time, `unavailable` where it refuses. */
  ask(method: string, params: unknown): Promise<unknown>;
  /** The title of what the user picked; undefined where nothing was. A person may take minutes. */
  choose(message: string, titles: readonly string[]): Promise<string | undefined>;
  show(level: MessageLevel, message: string): void;
  log(level: MessageLevel, message: string): void;
  /** Takes the place of what was published for the document before. */
  publishDiagnostics(published: Published): void;
  /** Begins progress under the token of a request, which is cancelled as a request is. */
  progressOn(token: string | number, title: string): ProgressReport;
  /** Begins progress under a token of ours, which the user can cancel; becomes log messages where the client has no progress. */
  createProgress(token: string, title: string): Promise<ProgressReport>;
}

export type Published = {
  readonly uri: string;
  readonly version: number;
  readonly diagnostics: readonly object[];
};

const MESSAGE_TYPES: Readonly<Record<MessageLevel, number>> = { error: 1, warning: 2, info: 3 };

// Long enough for a person who was called away, short enough that no run waits for ever.
const CHOOSE_WITHIN_MS = 600_000;

export type ClientPorts = {
  readonly connection: MessageConnection;
  readonly features: ClientFeatures;
  readonly answerWithinMs: number;
};

export function createClient({ connection, features, answerWithinMs }: ClientPorts): Client {
  const notify = (method: string, params: object): void => {
    // The writer never rejects: a client that is gone ends the process through the gate.
    void connection.sendNotification(method, params);
  };
  const log = (level: MessageLevel, message: string): void => {
    notify("window/logMessage", { type: MESSAGE_TYPES[level], message });
  };
  const ask = async (method: string, params: unknown, withinMs = answerWithinMs): Promise<unknown> => {
    const cancellation = new CancellationTokenSource();
    const limit = AbortSignal.timeout(withinMs);
    let giveUp = (): void => undefined;
    const late = new Promise<never>((_resolve, reject) => {
      giveUp = () => {
        cancellation.cancel();
        const seconds = withinMs / 1000;
        reject(new Failure("timeout", `the editor did not answer ${method} within ${seconds} s`));
      };
    });
    limit.addEventListener("abort", giveUp);
    try {
      return await Promise.race([connection.sendRequest(method, params, cancellation.token), late]);
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Failure("unavailable", `the editor refused ${method}: ${why}`, { cause });
    } finally {
      limit.removeEventListener("abort", giveUp);
    }
  };
  const begin = (token: string | number, title: string, cancellable: boolean): ProgressReport => {
    const send = (value: object): void => notify("$/progress", { token, value });
    send({ kind: "begin", title, cancellable });
    return {
      report: (message, percentage) =>
        send({ kind: "report", message, ...(percentage === undefined ? {} : { percentage }) }),
      end: (message) => send({ kind: "end", message }),
    };
  };
  const logProgress = (title: string): ProgressReport => ({
    report: (message) => log("info", `${title}: ${message}`),
    end: (message) => log("info", `${title}: ${message}`),
  });

  return {
    ask: (method, params) => ask(method, params),
    async choose(message, titles) {
      const actions = titles.map((title) => ({ title }));
      const params = { type: MESSAGE_TYPES.info, message, actions };
      return chosenAction(await ask("window/showMessageRequest", params, CHOOSE_WITHIN_MS), "answer")?.title;
    },
    show: (level, message) => notify("window/showMessage", { type: MESSAGE_TYPES[level], message }),
    log,
    publishDiagnostics: (published) => notify("textDocument/publishDiagnostics", published),
    progressOn: (token, title) => begin(token, title, false),
    async createProgress(token, title) {
      if (!features.workDoneProgress) return logProgress(title);
      try {
        await ask("window/workDoneProgress/create", { token });
        return begin(token, title, true);
      } catch (cause) {
        log("warning", cause instanceof Error ? cause.message : String(cause));
        return logProgress(title);
      }
    },
  };
}

export function createNotices(client: Pick<Client, "show">): Notices {
  const said = new Map<string, string>();
  return {
    tell(topic, level, message) {
      if (said.get(topic) === message) return;
      said.set(topic, message);
      client.show(level, message);
    },
    clear(topic) {
      said.delete(topic);
    },
  };
}
