// Owns the law of the house as far as a linter can hold it: who may import whom, and the rules of style.
import boundaries from "eslint-plugin-boundaries";
import tseslint from "typescript-eslint";

/**
 * The rooms below server/: what each may import (`types` only as `import type`), and which of its files other rooms may open.
 * A file that is not listed as open is private to its room. The graph has no cycles, and type imports count.
 */
const ROOMS = {
  trace: { imports: [], open: ["trace", "failure", "abort", "secrets"] },
  config: { imports: ["trace"], open: ["settings", "client-features", "nearest-name"] },
  documents: {
    imports: ["trace"],
    open: ["documents", "text", "visible-text", "workspace", "new-files", "generated", "staged-diff"],
  },
  syntax: {
    imports: ["documents", "trace"],
    open: ["syntax", "symbols", "symbol-kinds", "cursor", "languages", "flow"],
  },
  index: { imports: ["syntax", "documents", "config", "trace"], open: ["index", "ids", "modules"] },
  context: { imports: ["index", "syntax", "documents", "config", "trace"], open: ["collect"] },
  project: {
    imports: ["syntax", "documents", "config", "trace"],
    types: ["context"],
    open: ["project", "packages"],
  },
  prompt: { imports: ["documents", "config", "trace"], types: ["context"], open: ["render", "withheld"] },
  backends: { imports: ["config", "trace"], types: ["prompt"], open: ["backend", "registry"] },
  verify: { imports: ["index", "syntax", "documents", "config", "trace"], open: ["verify", "user-checker"] },
  edits: {
    imports: ["syntax", "documents", "trace"],
    open: ["plan", "import-edits", "indent", "rebase", "new-files", "code-block", "file-style"],
  },
  generate: {
    imports: [
      "context",
      "project",
      "prompt",
      "backends",
      "verify",
      "edits",
      "syntax",
      "documents",
      "config",
      "trace",
    ],
    open: ["generate"],
  },
  features: {
    imports: ["generate", "syntax", "documents", "config", "trace"],
    types: ["context", "edits"],
    open: ["inline-completion", "code-actions", "next-edit", "auto-imports"],
  },
  protocol: { imports: ["features", "documents", "config", "trace"], open: ["serve"] },
};

/** Packages with one owner; nobody else may import them, by any subpath. */
const OWNERS = {
  openai: "backends",
  "node-llama-cpp": "backends",
  "(web-)?tree-sitter(-[^/]+)?": "syntax",
  "vscode-(languageserver|languageserver-(protocol|types)|jsonrpc)": "protocol",
  "vscode-languageserver-textdocument": "documents",
};

const allow = (from, rooms, dependency) =>
  rooms.map((room) => ({
    from: { element: { type: from } },
    allow: { to: { element: { type: room }, file: { categories: "open" } }, ...dependency },
  }));

const roomPolicies = Object.entries(ROOMS).flatMap(([name, { imports, types = [] }]) => [
  { from: { element: { type: name } }, allow: { to: { element: { type: name } } } },
  ...allow(name, imports, {}),
  ...allow(name, types, { dependency: { kind: "type" } }),
]);

const style = [
  { selector: "ExportDefaultDeclaration", message: "named exports only" },
  { selector: "TSEnumDeclaration", message: "use a union of literals" },
  { selector: "TSParameterProperty", message: "declare the property and assign it" },
  {
    selector: "Property[key.name='shell'][value.value!=false]",
    message: "no shell: pass the program and its arguments",
  },
];
const noExec = ["node:child_process", "child_process"].map((name) => ({
  name,
  importNames: ["default", "exec", "execSync"],
  message: "no shell: use spawn or execFile",
}));

/** Static imports, `import()` and `require()` of packages that belong to another room. */
function ownedElsewhere(room) {
  const foreign = Object.entries(OWNERS)
    .filter(([, owner]) => owner !== room)
    .map(([name, owner]) => ({ regex: `^${name}(/|$)`, message: `only ${owner} may import it` }));
  const literals = foreign.flatMap(({ regex, message }) => {
    const pattern = `/${regex.replaceAll("/", "\\u002F")}/`;
    return [
      { selector: `ImportExpression[source.value=${pattern}]`, message },
      { selector: `CallExpression[callee.name=/require/i][arguments.0.value=${pattern}]`, message },
    ];
  });
  return {
    "no-restricted-imports": ["error", { paths: noExec, patterns: foreign }],
    "no-restricted-syntax": ["error", ...style, ...literals],
  };
}

export default tseslint.config(
  { ignores: ["dist/", "grammars/", "tests/**/fixtures/", "tests/**/recordings/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-restricted-imports": ["error", { paths: noExec }],
      "no-restricted-syntax": ["error", ...style],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { allowDefaultCaseForExhaustiveSwitch: false, considerDefaultExhaustiveForUnions: false },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/restrict-plus-operands": ["error", { allowNumberAndString: true }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // A string spreads into code points, which is what is wanted.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/prefer-promise-reject-errors": [
        "error",
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      "@typescript-eslint/only-throw-error": [
        "error",
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      // A method that answers at once may still have to fit an interface of promises.
      "@typescript-eslint/require-await": "off",
      // Interfaces are made of closures here, which need no `this`.
      "@typescript-eslint/unbound-method": "off",
      // What goes into a log line may be anything.
      "@typescript-eslint/no-base-to-string": "off",
      // Old clients send the fields that the protocol has deprecated.
      "@typescript-eslint/no-deprecated": "off",
      "max-depth": ["error", 4],
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "start" }],
    },
  },
  {
    files: ["server/**/*.ts", "clients/**/*.ts"],
    plugins: { boundaries },
    settings: {
      "boundaries/elements": [
        ...Object.keys(ROOMS).map((type) => ({ type, pattern: `server/${type}` })),
        { type: "clients", pattern: "clients/*" },
      ],
      "boundaries/files": [
        { category: "assembly", pattern: "server/{main,compose,bin}.ts" },
        ...Object.entries(ROOMS).flatMap(([room, { open }]) =>
          open.map((file) => ({ category: "open", pattern: `server/${room}/${file}.ts` })),
        ),
      ],
      "boundaries/dependency-nodes": ["import", "export", "dynamic-import", "require"],
    },
    rules: {
      ...ownedElsewhere(undefined),
      "boundaries/no-unknown-files": "error",
      "boundaries/dependencies": [
        "error",
        {
          default: "disallow",
          policies: [
            ...roomPolicies,
            { from: { file: { categories: "assembly" } }, allow: { to: { module: { origin: "local" } } } },
            { allow: { to: { module: { origin: ["external", "core"] } } } },
            {
              from: { element: { type: "clients" } },
              allow: { to: { element: { type: "clients" } } },
            },
          ],
        },
      ],
    },
  },
  {
    files: ["server/**/*.ts"],
    rules: {
      "max-lines": ["error", 400],
      "no-console": ["error", { allow: ["error"] }],
    },
  },
  { files: ["clients/**/*.ts"], rules: { "max-lines": ["error", 250] } },
  {
    // stdout belongs to the writer of the connection, which main sets up and protocol owns.
    files: ["server/**/*.ts"],
    ignores: ["server/main.ts", "server/protocol/**"],
    rules: {
      "no-restricted-properties": ["error", { object: "process", property: "stdout" }],
    },
  },
  ...[...new Set(Object.values(OWNERS))].map((room) => ({
    files: [`server/${room}/**/*.ts`],
    rules: ownedElsewhere(room),
  })),
  { files: ["*.config.ts"], rules: { "no-restricted-syntax": "off" } },
  {
    // What comes over a wire is untyped until the assertion has looked at it.
    files: ["tests/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
);
