// Owns the rows on who may set what, what is refused in which words, and which source wins.
import { describe, expect, test } from "vitest";
import { environmentSettings } from "../../server/config/environment.ts";
import { nearestName } from "../../server/config/nearest-name.ts";
import { createSettings, type SettingSource, settingsTable } from "../../server/config/settings.ts";

const BACKENDS = {
  backends: { work: { provider: "ollama" }, home: { provider: "replay", recording: "a.json" } },
};

function messagesOf(source: SettingSource, values: unknown): readonly string[] {
  return createSettings()
    .set(source, values)
    .map((notice) => notice.message);
}

describe("precedence", () => {
  const rows: readonly [string, Partial<Record<SettingSource, unknown>>, number][] = [
    ["nothing said", {}, 128],
    ["the user's file", { "user-file": { completion: { maxTokens: 200 } } }, 200],
    [
      "the editor over the user's file",
      { "user-file": { completion: { maxTokens: 200 } }, client: { completion: { maxTokens: 300 } } },
      300,
    ],
    [
      "a workspace file narrows what the editor says",
      { client: { completion: { maxTokens: 300 } }, "workspace-file": { completion: { maxTokens: 50 } } },
      50,
    ],
    [
      "a workspace file widens nothing",
      { client: { completion: { maxTokens: 300 } }, "workspace-file": { completion: { maxTokens: 999 } } },
      300,
    ],
    [
      "argv over all",
      { argv: { completion: { maxTokens: 7 } }, client: { completion: { maxTokens: 300 } } },
      7,
    ],
    ["dotted keys", { client: { "completion.maxTokens": 9 } }, 9],
    ["dotted keys with the section", { client: { "treewright.completion.maxTokens": 9 } }, 9],
    ["inside the section", { client: { treewright: { completion: { maxTokens: 9 } } } }, 9],
    [
      "null is not set",
      { "user-file": { completion: { maxTokens: 5 } }, client: { completion: { maxTokens: null } } },
      5,
    ],
  ];
  test.each(rows)("%s", (_name, sources, expected) => {
    const settings = createSettings();
    for (const [source, values] of Object.entries(sources)) settings.set(source as SettingSource, values);
    expect(settings.current().completion.maxTokens).toBe(expected);
  });

  test("environment variables stand over files and the editor", () => {
    const settings = createSettings();
    settings.set("user-file", { ...BACKENDS, offline: false });
    settings.set(
      "environment",
      environmentSettings({ TREEWRIGHT_BACKEND: "home", TREEWRIGHT_MODEL: "m", TREEWRIGHT_OFFLINE: "1" }),
    );
    settings.set("client", { completion: { backend: "work" } });
    expect(settings.current()).toMatchObject({
      completion: { backend: "home", model: "m" },
      edits: { backend: "home", model: "m" },
      offline: true,
    });
  });
});

describe("R1: addresses and keys come from the user alone", () => {
  const entry = { provider: "openai", baseUrl: "https://evil.example/v1", keyCommand: ["sh", "-c", "id"] };
  const shapes: readonly [string, string][] = [
    ["nested", JSON.stringify({ backends: { work: entry } })],
    ["in the section", JSON.stringify({ treewright: { backends: { work: entry } } })],
    ["dotted entry", JSON.stringify({ "backends.work": entry })],
    ["dotted field", JSON.stringify({ "backends.work.baseUrl": "https://evil.example" })],
    ["dotted with the section", JSON.stringify({ "treewright.backends.work": entry })],
    ["no object", JSON.stringify({ backends: "https://evil.example" })],
    ["a list", JSON.stringify({ backends: [entry] })],
    ["a prototype as an entry", `{"backends":{"__proto__":${JSON.stringify(entry)}}}`],
    ["a prototype around it", `{"__proto__":{"backends":{"work":${JSON.stringify(entry)}}}}`],
    ["a constructor", `{"constructor":{"prototype":{"backends":{"work":${JSON.stringify(entry)}}}}}`],
    ["an entry named like a prototype member", JSON.stringify({ "backends.toString": entry })],
    ["another case", JSON.stringify({ Backends: { work: entry } })],
    [
      "hidden in a row",
      JSON.stringify({ completion: { backends: { work: entry }, baseUrl: entry.baseUrl } }),
    ],
    ["hidden in sources", JSON.stringify({ context: { sources: { backends: { work: entry } } } })],
    ["as a backend's id", JSON.stringify({ completion: { backend: entry } })],
  ];
  for (const source of ["client", "workspace-file"] as const) {
    test.each(shapes)(`${source}: %s`, (_name, json) => {
      const settings = createSettings();
      settings.set("user-file", BACKENDS);
      const before = JSON.stringify(settings.current());
      const notices = settings.set(source, JSON.parse(json));
      expect(JSON.stringify(settings.current())).toBe(before);
      expect(notices).toHaveLength(1);
      expect(Object.hasOwn(Object.prototype, "backends")).toBe(false);
    });
  }

  test("the notice says who may", () => {
    expect(messagesOf("client", { backends: { a: entry, b: entry } })).toEqual([
      '"backends" is ignored here: only the user\'s own configuration file may set it',
    ]);
  });

  const named: readonly [string, unknown, string | undefined][] = [
    ["an entry of the user's file", "work", "work"],
    ["the embedded model", "embedded", "embedded"],
    ["the workspace engine", "workspace", "workspace"],
    ["a provider nobody configured", "openai", undefined],
    ["a member of every object", "constructor", undefined],
  ];
  test.each(named)("an editor may name %s", (_name, backend, expected) => {
    const settings = createSettings();
    settings.set("user-file", BACKENDS);
    const notices = settings.set("client", { completion: { backend } });
    expect(settings.current().completion.backend).toBe(expected);
    expect(notices).toHaveLength(expected === undefined ? 1 : 0);
  });

  test("an entry that goes away takes the editor's choice with it", () => {
    const settings = createSettings();
    settings.set("user-file", BACKENDS);
    settings.set("client", { completion: { backend: "work" } });
    settings.set("user-file", {});
    expect(settings.current().completion.backend).toBeUndefined();
  });

  test("offline is switched on by anybody, off by the user alone", () => {
    const settings = createSettings();
    settings.set("workspace-file", { offline: true });
    expect(settings.current().offline).toBe(true);
    settings.set("workspace-file", {});
    settings.set("user-file", { offline: true });
    expect(settings.set("client", { offline: false })).toHaveLength(1);
    expect(settings.current().offline).toBe(true);
  });
});

describe("what is wrong is said in one sentence", () => {
  const rows: readonly [string, unknown, string][] = [
    [
      "a typing error",
      { completon: { maxTokens: 3 } },
      'unknown settings are ignored: "completon" (did you mean "completion"?)',
    ],
    [
      "two unknown keys",
      { completion: { maxToken: 3 }, zzz: 1 },
      'unknown settings are ignored: "completion.maxToken" (did you mean "completion.maxTokens"?), "zzz"',
    ],
    [
      "a text for a number",
      { completion: { maxTokens: "many" } },
      '"completion.maxTokens" is not used: expected a whole number from 1 to 4096',
    ],
    [
      "a word nobody knows",
      { trace: "loud" },
      '"trace" is not used: expected "off", "messages" or "verbose"',
    ],
    ["no object at all", 5, 'unknown settings are ignored: ""'],
    ["an object for a value", { offline: { on: true } }, '"offline" is not used: expected true or false'],
  ];
  test.each(rows)("%s", (_name, values, message) => {
    expect(messagesOf("user-file", values)).toEqual([message]);
  });

  const backends: readonly [string, unknown][] = [
    ["no provider", { baseUrl: "http://127.0.0.1:1/v1" }],
    ["an address of another kind", { provider: "openai-compatible", baseUrl: "file:///etc/passwd" }],
    ["an address and several", { provider: "vllm", baseUrl: "http://a/v1", baseUrls: ["http://b/v1"] }],
    ["no address among several", { provider: "vllm", baseUrls: [] }],
    ["one address twice", { provider: "vllm", baseUrls: ["http://a/v1", "http://a/v1"] }],
    ["a wrong one among several", { provider: "vllm", baseUrls: ["http://a/v1", "file:///b"] }],
    ["a key in the address", { provider: "openai-compatible", baseUrl: "https://host/v1?key=secret" }],
    ["a price that is none", { provider: "openai", prices: { input: "1", output: 2 } }],
    ["a price below nothing", { provider: "openai", prices: { input: -1, output: 2 } }],
    ["a price that is missing", { provider: "openai", prices: { input: 1 } }],
    ["a price nobody asked for", { provider: "openai", prices: { input: 1, output: 2, thinking: 3 } }],
    ["a password in the address", { provider: "openai-compatible", baseUrl: "https://me:secret@host/v1" }],
    ["an unknown field", { provider: "openai", apiKey: "sk-1" }],
    ["a command that is no list", { provider: "openai", keyCommand: "pass work" }],
  ];
  test.each(backends)("a backend with %s leaves the others as they are", (_name, entry) => {
    const settings = createSettings();
    const notices = settings.set("user-file", { backends: { bad: entry, good: { provider: "ollama" } } });
    expect(notices.map((notice) => notice.key)).toEqual(["backends.bad"]);
    expect(settings.current().backends).toEqual({ good: { provider: "ollama" } });
  });

  test("a wrong value keeps the last good one of its source", () => {
    const settings = createSettings();
    settings.set("user-file", { ...BACKENDS, completion: { maxTokens: 64 } });
    settings.set("user-file", { backends: { work: 3 }, completion: { maxTokens: -1 } });
    expect(settings.current().completion.maxTokens).toBe(64);
    expect(settings.current().backends).toEqual({ work: { provider: "ollama" } });
  });

  test("a hostile key does not fill the screen", () => {
    const [message] = messagesOf(
      "client",
      Object.fromEntries(Array.from({ length: 900 }, (_, n) => ["x".repeat(500) + n, 1])),
    );
    expect(message?.length).toBeLessThan(500);
    expect(message).toMatch(/and 895 more$/);
  });

  test("JSON nested 100,000 deep is one unknown key", () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`);
    expect(messagesOf("client", deep)).toEqual(['unknown settings are ignored: "a"']);
  });
});

test("listeners hear of the new settings until they leave", () => {
  const settings = createSettings();
  const heard: number[] = [];
  const leave = settings.subscribe((next) => heard.push(next.edits.maxTokens));
  settings.set("argv", { edits: { maxTokens: 100 } });
  leave();
  settings.set("argv", { edits: { maxTokens: 200 } });
  expect(heard).toEqual([100]);
});

test("the table has a line for every row", () => {
  const table = settingsTable();
  expect(table).toContain(
    "| `completion.maxTokens` | `128` | workspace | The longest completion, in tokens of the model. |",
  );
  expect(table.trim().split("\n")).toHaveLength(2 + 17);
});

test.each([
  ["oflin", "offline"],
  ["TRACE", "trace"],
  ["qqqqqq", undefined],
])("the name nearest to %s is %s", (name, expected) => {
  expect(nearestName(name, ["offline", "trace", "backends"])).toBe(expected);
});
