// Owns the tests of what counts as a secret in text that a model is told (R13).
import { expect, test } from "vitest";
import { secretsIn, withoutSecrets } from "../../server/trace/secrets.ts";

const KEY_LINE = "MIIEpAIBAAKCAQEAabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuv";

test.each([
  ['const id = "AKIAABCDEFGHIJKLMNOP";', 'const id = "•";'],
  [`token: ghp_${"a1".repeat(18)}`, "token: •"],
  [`export OPENAI_API_KEY=sk-proj-${"a1".repeat(20)}`, "export OPENAI_API_KEY=•"],
  ['password = "hunter2hunter2hunter2"', 'password = "•"'],
  ['const apiKey: string = "ab12cd34ef56gh78ij";', 'const apiKey: string = "•";'],
  ['{ "client_secret": "ab12cd34ef56gh78ij" }', '{ "client_secret": "•" }'],
  ['url = "postgres://me:s3cret@db.local/x"', 'url = "postgres://me:•@db.local/x"'],
  [`-----BEGIN RSA PRIVATE KEY-----\n${KEY_LINE}\n-----END RSA PRIVATE KEY-----\n`, "•\n"],
  [`-----BEGIN PRIVATE KEY-----\n${KEY_LINE}`, "•"],
  [`${KEY_LINE}\n${KEY_LINE}\nabc=\n-----END PRIVATE KEY-----\nrest`, "•\nrest"],
  ["jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.abcdefghijklmnop", "jwt •"],
])("%s", (text, shown) => {
  expect(withoutSecrets(text, () => "•")).toBe(shown);
});

test.each([
  'const tokenKind = "template-literal-kind";',
  'const key = "home.title.version.2";',
  'password = "short"',
  "const url = `http://${user}:${password}@host`;",
  'const apiKey = process.env["API_KEY_OF_2026"];',
  "see https://example.org:8080/path and me@example.org",
])("is no secret: %s", (text) => {
  expect(secretsIn(text)).toEqual([]);
});

test("texts made to be slow end soon", () => {
  for (const text of [
    "A".repeat(80),
    'token = "',
    "://a:",
    "-----BEGIN PRIVATE KEY-----",
    "eyJ",
    "secret ",
  ]) {
    expect(withoutSecrets(text.repeat(20_000), () => "•").length).toBeGreaterThan(0);
  }
});
