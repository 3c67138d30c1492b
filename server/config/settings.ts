// Owns every setting: key, default, check, sentence and scope; the one place where a source's right to set a row is decided.

export type BackendSettings = {
  readonly provider: string;
  readonly baseUrl?: string;
  readonly model?: string;
  /** Name of the environment variable that holds the key. */
  readonly keyEnv?: string;
  /** Command whose first line of output is the key. */
  readonly keyCommand?: readonly string[];
  /** `auto`, `off`, `suffix` (the server takes prompt and suffix) or a dialect id. */
  readonly fim?: string;
  /** For `replay`: path of a recording. */
  readonly recording?: string;
};

export type Settings = {
  readonly backends: Readonly<Record<string, BackendSettings>>;
  readonly completion: {
    readonly backend: string | undefined;
    readonly model: string | undefined;
    readonly enabled: boolean;
    readonly maxTokens: number;
    /** Also offer completion items to clients that have inline completion. */
    readonly inList: boolean;
  };
  readonly edits: {
    readonly backend: string | undefined;
    readonly model: string | undefined;
    readonly maxTokens: number;
  };
  readonly context: { readonly maxTokens: number; readonly sources: Readonly<Record<string, boolean>> };
  readonly offline: boolean;
  readonly trace: "off" | "messages" | "verbose";
};

/** `user` rows are ignored, with one notice, when a workspace file or a client message sets them (SECURITY rule R1). */
export type SettingScope = "user" | "workspace";
export type SettingSource = "default" | "user-file" | "environment" | "argv" | "client" | "workspace-file";

/** A setting that was not taken, in words for the user. */
export type SettingNotice = {
  readonly source: SettingSource;
  readonly key: string;
  readonly message: string;
};

export interface SettingsStore {
  current(): Settings;
  /** Replaces everything a source said before; returns what was not taken. */
  set(source: SettingSource, values: unknown): readonly SettingNotice[];
  subscribe(listener: (settings: Settings) => void): () => void;
}
