// Owns the proof that an import is written as the file writes its own, at the place where they stand, or not at all.

import { expect, test } from "vitest";
import { unopenedDocument } from "../../server/documents/documents.ts";
import { applyEdits } from "../../server/documents/text.ts";
import { importEdits, type WantedImport } from "../../server/edits/import-edits.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const trace = createTrace({ write: (line) => process.stderr.write(`${line.text}\n`) });
const syntax = createSyntax({ limits: PATIENT, trace });

type Wish = `${string} from ${string}`;

/** `imported as local from source`, with `type` before a type. */
function wantedOf(wish: Wish): WantedImport {
  const [, type, imported = "", local = imported, source = ""] =
    /^(type )?(\S+)(?: as (\S+))? from (\S+)$/.exec(wish) ?? [];
  return { source, imported, local, isType: type !== undefined };
}

function after(languageId: string, text: string, wishes: readonly Wish[]): string {
  const document = unopenedDocument("file:///w/a", languageId, text);
  const view = {
    document,
    syntax: syntax.snapshot(document),
    extract: (code: string) => syntax.extract(languageId, code),
  };
  return applyEdits(text, importEdits(view, wishes.map(wantedOf)));
}

type Row = readonly [name: string, languageId: string, wishes: readonly Wish[], text: string, after: string];

const rows: readonly Row[] = [
  [
    "the first import of a file",
    "typescript",
    ["a from ./a"],
    "a();\n",
    'import { a } from "./a";\n\na();\n',
  ],
  [
    "above the first code, below what stands above it",
    "typescript",
    ["a from ./a"],
    "#!/usr/bin/env node\n// A licence.\n'use strict';\n\na();\nfunction f() {}\n",
    "#!/usr/bin/env node\n// A licence.\n'use strict';\n\nimport { a } from \"./a\";\n\na();\nfunction f() {}\n",
  ],
  [
    "into the list of the same module, in the file's quotes",
    "typescript",
    ["b from ./x", "z from ./z"],
    "import { a, c } from './x'\n\nb(z);\n",
    "import { a, b, c } from './x'\nimport { z } from './z'\n\nb(z);\n",
  ],
  [
    "under another name, the default export, and a module as a whole",
    "typescript",
    ["a as b from ./x", "default as D from ./d", "* as path from node:path"],
    'import { c } from "./x";\n',
    'import { a as b, c } from "./x";\nimport D from "./d";\nimport * as path from "node:path";\n',
  ],
  [
    "a type is said to be one where the file says it of others",
    "typescript",
    ["type T from ./t"],
    'import type { A } from "./a";\n',
    'import type { A } from "./a";\nimport type { T } from "./t";\n',
  ],
  [
    "a type is imported like all else where the file does that",
    "typescript",
    ["type T from ./t"],
    'import { A } from "./t";\n',
    'import { A, T } from "./t";\n',
  ],
  [
    "what is imported already stays",
    "typescript",
    ["a from ./other"],
    'import { a } from "./a";\n',
    'import { a } from "./a";\n',
  ],
  [
    "a file that requires its modules is left alone",
    "javascript",
    ["a from ./a"],
    'const { b } = require("./b");\n\na(b);\n',
    'const { b } = require("./b");\n\na(b);\n',
  ],
  [
    "line endings of the document",
    "typescript",
    ["a from ./a"],
    'import { b } from "./b";\r\n\r\na(b);\r\n',
    'import { b } from "./b";\r\nimport { a } from "./a";\r\n\r\na(b);\r\n',
  ],
  [
    "below the docstring of a Python module",
    "python",
    ["* as np from numpy", "join from os.path"],
    '#!/usr/bin/env python\n"""About\nnumbers."""\n\nprint(np.zeros(1), join())\n',
    '#!/usr/bin/env python\n"""About\nnumbers."""\n\nimport numpy as np\nfrom os.path import join\n\nprint(np.zeros(1), join())\n',
  ],
  [
    "as many blank lines above the code as there were",
    "python",
    ["a from a"],
    '"""About."""\n\n\ndef f():\n    a()\n',
    '"""About."""\n\nfrom a import a\n\n\ndef f():\n    a()\n',
  ],
  [
    "no place inside of a Python block",
    "python",
    ["* as re from re", "* as os from os.path"],
    "import sys\nif sys:\n    import json\n    json.loads(1)\n\ndef f():\n    return re\n",
    "import sys\nimport re\nimport os.path\nif sys:\n    import json\n    json.loads(1)\n\ndef f():\n    return re\n",
  ],
  [
    "into the brackets of a Python list of lines",
    "python",
    ["two from .x"],
    "from .x import (\n    one,\n    three,\n)\n",
    "from .x import (\n    one,\n    three,\n    two,\n)\n",
  ],
  [
    "a Java class",
    "java",
    ["Parcel from com.acme.Parcel", "List from java.util.List"],
    "package a;\n\nimport java.util.Map;\n\nclass A {}\n",
    "package a;\n\nimport java.util.Map;\nimport com.acme.Parcel;\nimport java.util.List;\n\nclass A {}\n",
  ],
  [
    "the first import of a Java class",
    "java",
    ["Parcel from com.acme.Parcel"],
    "package a;\n\n/** It. */\nclass A {}\n",
    "package a;\n\nimport com.acme.Parcel;\n\n/** It. */\nclass A {}\n",
  ],
  [
    "a C# namespace, once for all its types",
    "csharp",
    ["* as Parcel from Acme.Lib", "* as Stamp from Acme.Lib", "* as Other from Acme.Other"],
    "using System;\nusing Acme.Other;\n\nnamespace Acme;\n\nclass A {}\n",
    "using System;\nusing Acme.Other;\nusing Acme.Lib;\n\nnamespace Acme;\n\nclass A {}\n",
  ],
  [
    "the first import of a C# file",
    "csharp",
    ["* as Parcel from Acme.Lib"],
    "// Of Acme.\n\nnamespace Acme;\n\nclass A {}\n",
    "// Of Acme.\n\nusing Acme.Lib;\n\nnamespace Acme;\n\nclass A {}\n",
  ],
  [
    "into the script of a component",
    "vue",
    ["default as Panel from ./Panel.vue", "ref from vue"],
    '<template>\n  <Panel />\n</template>\n\n<script setup lang="ts">\nimport { computed } from "vue";\n\nconst a = computed(() => ref(1));\n</script>\n',
    '<template>\n  <Panel />\n</template>\n\n<script setup lang="ts">\nimport { computed, ref } from "vue";\nimport Panel from "./Panel.vue";\n\nconst a = computed(() => ref(1));\n</script>\n',
  ],
  [
    "the first import of a component",
    "svelte",
    ["default as Panel from ./Panel.svelte"],
    '<script lang="ts">\n  const a = 1;\n</script>\n\n<Panel {a} />\n',
    '<script lang="ts">\n  import Panel from "./Panel.svelte";\n\n  const a = 1;\n</script>\n\n<Panel {a} />\n',
  ],
  [
    "a component without a script",
    "vue",
    ["default as Panel from ./Panel.vue"],
    "<template>\n  <Panel />\n</template>\n",
    "<template>\n  <Panel />\n</template>\n",
  ],
  [
    "a Kotlin class",
    "kotlin",
    ["Parcel from com.acme.Parcel"],
    "package a\n\nimport b.C\n\nclass A\n",
    "package a\n\nimport b.C\nimport com.acme.Parcel\n\nclass A\n",
  ],
  [
    "a Scala class",
    "scala",
    ["Parcel from com.acme.Parcel"],
    "package a\n\nimport b.C\n\nclass A\n",
    "package a\n\nimport b.C\nimport com.acme.Parcel\n\nclass A\n",
  ],
  [
    "Go packages, with a name where they have another",
    "go",
    ["* as strings from strings", "* as r from math/rand"],
    'package a\n\nimport "fmt"\n\nfunc f() {}\n',
    'package a\n\nimport "fmt"\nimport "strings"\nimport r "math/rand"\n\nfunc f() {}\n',
  ],
  [
    "into the block of a Go file",
    "go",
    ["* as strings from strings"],
    'package a\n\nimport (\n\t"fmt"\n\tr "math/rand"\n)\n\nfunc f() {}\n',
    'package a\n\nimport (\n\t"fmt"\n\tr "math/rand"\n\t"strings"\n)\n\nfunc f() {}\n',
  ],
  [
    "the first import of a Go file",
    "go",
    ["* as strings from strings"],
    "// Package a is one.\npackage a\n\nfunc f() {}\n",
    '// Package a is one.\npackage a\n\nimport "strings"\n\nfunc f() {}\n',
  ],
  [
    "a Rust item",
    "rust",
    ["Parcel from crate::lib::Parcel"],
    "use std::fs;\n\nfn f() {}\n",
    "use std::fs;\nuse crate::lib::Parcel;\n\nfn f() {}\n",
  ],
  [
    "a PHP class",
    "php",
    ["Parcel from Acme\\Lib\\Parcel"],
    "<?php\n\nnamespace Acme;\n\nclass A {}\n",
    "<?php\n\nnamespace Acme;\n\nuse Acme\\Lib\\Parcel;\n\nclass A {}\n",
  ],
  ["a language without a form", "css", ["a from b"], "a { color: red; }\n", "a { color: red; }\n"],
];

test.each(rows)("%s: %s", (_name, languageId, wishes, text, expected) => {
  expect(after(languageId, text, wishes)).toBe(expected);
});
