// Owns the proof that the type before a dot is found by declarations, annotations, calls and parents, in several languages.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { createDeclarations } from "../../server/context/declarations/declarations.ts";
import { COLUMN } from "../../server/context/declarations/evidence.ts";
import { siteOf } from "../../server/context/declarations/site.ts";
import { placeOf } from "../../server/context/place.ts";
import { createDocuments } from "../../server/documents/documents.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { type Files, openIndex } from "../index/open-index.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const TYPESCRIPT: Files = {
  "pool.ts": `import { Base } from "./base.ts";
export class Pool extends Base {
  readonly first: Connection;
  static shared(): Pool { return new Pool(); }
  async acquire(name: string): Promise<Connection> { throw new Error(name); }
  all(): readonly Connection[] { return []; }
  self(): this { return this; }
}
export interface Connection { send(text: string): Reply; close(): void }
export type Reply = { readonly status: number; readonly body: string };
export function openPool(): Pool { return new Pool(); }
export const mainPool = new Pool();
`,
  "wrapper.ts": `import type { Connection, Pool, Reply } from "./pool.ts";
export class Wrapper {
  constructor(inner: Connection) {}
  swap(pool: Pool, isNow: boolean): void {}
}
export function useReply(count: number, reply: Reply): void {}
`,
  "base.ts": "export class Base { dispose(): void {} }\n",
  "index.ts": 'export * from "./pool.ts";\n',
};
const PYTHON: Files = {
  "app/pool.py": `from .base import Base

class Connection:
    def send(self, text) -> "Reply":
        pass

class Reply:
    status: int = 0

class Pool(Base):
    def acquire(self, name: str) -> Connection:
        pass

class Store(Base):
    limit = 1

    def __init__(self, pool: Pool, limit):
        self.pool, self.size = pool, 0
        self.limit = limit
        if limit:
            self.main = Connection()
        self.pool.name = "main"

    def open(self):
        self.opened = True
        self.size = 1

def open_pool() -> Pool:
    pass
`,
  "app/back.py":
    "from .pool import Connection\n\ndef give_back(times: int, connection: Connection) -> None:\n    pass\n",
  "app/base.py": "class Base:\n    def dispose(self):\n        pass\n",
  "app/__init__.py": "",
};

const GO: Files = {
  "go.mod": "module example.com/app\n",
  "pool/pool.go": `package pool

type Pool struct {
	First *Connection
	size  int
}

func (p *Pool) Acquire(name string) (*Connection, error) { return nil, nil }
`,
  "pool/connection.go": `package pool

type Connection struct{ Status int }

func (c *Connection) Send(text string) *Reply { return nil }

type Reply struct{ Body string }
`,
  "pool/open.go": "package pool\n\nfunc (p *Pool) Close() {}\n\nfunc Open(size int) *Pool { return nil }\n",
};
const RUST: Files = {
  "Cargo.toml": '[package]\nname = "app"\n',
  "src/lib.rs": "pub mod pool;\npub mod more;\n",
  "src/pool.rs": `pub struct Pool { pub first: Connection }
pub struct Connection { pub status: u32 }
impl Pool {
    pub fn open() -> Self { todo!() }
    pub fn acquire(&mut self, name: &str) -> Result<Connection, String> { todo!() }
}
`,
  "src/more.rs": "use crate::pool::Pool;\nimpl Pool { pub fn close(&self) {} }\n",
};
const JAVA: Files = {
  "src/main/java/app/Pool.java":
    "package app;\n\npublic class Pool extends Base {\n  public Connection acquire(String name) { return null; }\n}\n",
  "src/main/java/app/Base.java": "package app;\n\npublic class Base {\n  public void close() {}\n}\n",
  "src/main/java/app/Connection.java":
    "package app;\n\npublic interface Connection { Reply send(String text); }\n",
};
const CSHARP: Files = {
  "Pool.cs":
    "namespace App;\n\npublic partial class Pool\n{\n    public Connection Acquire(string name) => null;\n}\n",
  "Pool.Close.cs": "namespace App;\n\npublic partial class Pool\n{\n    public void Close() {}\n}\n",
  "Connection.cs": "namespace App;\n\npublic class Connection\n{\n    public int Status { get; set; }\n}\n",
};
const SWIFT: Files = {
  "Sources/App/Pool.swift":
    "class Pool {\n    func acquire(name: String) -> Connection { fatalError() }\n}\n",
  "Sources/App/Close.swift": "extension Pool {\n    func close() {}\n}\n",
  "Sources/App/Connection.swift": "struct Connection {\n    let status: Int\n}\n",
};
const KOTLIN: Files = {
  "app/Pool.kt":
    "package app\n\nclass Pool : Base() {\n    fun acquire(name: String): Connection = TODO()\n}\n",
  "app/Base.kt": "package app\n\nopen class Base {\n    fun close() {}\n}\n",
  "app/Store.kt":
    "package app\n\nclass Store {\n    companion object {\n        fun open(): Connection = TODO()\n    }\n}\n\nfun interface Listener {\n    fun heard(): Connection\n}\n",
  "app/Connection.kt": "package app\n\nclass Connection {\n    val status: Int = 0\n}\n",
};
const CPP: Files = {
  "pool.h": `#pragma once
class Connection {
 public:
  int status();
};
class Pool {
 public:
  Connection acquire(const char* name);
  void close();
 private:
  Connection first;
};
`,
};
const PHP: Files = {
  "Pool.php":
    "<?php\nclass Pool\n{\n    public function acquire(string $name): Connection {}\n    public function close(): void {}\n}\n",
  "Shop.php": `<?php
class Shop
{
    /** @var Connection */
    private $first;
    /** @var \\Pool|null the pool */
    public $pool;

    /**
     * Opens one, \`@internal\`.
     *
     * @param string $name
     * @return Connection|null nothing where it is closed
     */
    public function open($name) {}

    /** @return $this */
    public function with($name) {}

    /** @return the number of all */
    public function count() {}
}
/** @return Shop */
function shop() {}
`,
  "Connection.php": "<?php\nclass Connection\n{\n    public int $status = 0;\n}\n",
};
const RUBY: Files = {
  "pool.rb": "class Pool\n  def acquire(name)\n  end\nend\n",
  "close.rb": "class Pool\n  def close\n  end\nend\n",
  "shop.rb": `class Shop
  # @return [Pool] where they come from
  attr_reader :pool

  # Opens one.
  #
  # @param name [String]
  # @return [Pool, nil] nothing where it is closed
  def open(name)
  end

  # @return [self]
  def with(name)
  end
end
`,
};
const LUA: Files = {
  "app/pool.lua": `---@class Pool
local Pool = {}
Pool.__index = Pool

function Pool.new(size)
  local self = setmetatable({}, Pool)
  return self
end

--- Takes one.
---@param name string
---@return Connection
function Pool:acquire(name)
end

function Pool:close()
end

return Pool
`,
  "app/connection.lua":
    "local Connection = {}\n\n---@return Connection\nfunction Connection.open()\nend\n\nfunction Connection:send(text)\nend\n\nreturn Connection\n",
  "app/tools.lua": "local M = {}\n\n---@return Pool?\nfunction M.main()\nend\n\nreturn M\n",
};

const JAVASCRIPT: Files = {
  "pool.js": "export class Pool {\n  acquire() {}\n  close() {}\n}\n",
  "store.js":
    'import { Pool } from "./pool.js";\nexport class Store {\n  constructor(size) {\n    this.pool = new Pool();\n    this.size = size;\n  }\n  open() {\n    this.isOpen = true;\n    this.size = 1;\n  }\n}\n',
};
/** Files that declare types of one name. */
const TWIN_NAMES = ["one", "two", "three", "four"] as const;
const GO_TWINS: Files = {
  "go.mod": "module example.com/app\n",
  ...Object.fromEntries(
    TWIN_NAMES.map((name) => [
      `${name}/options.go`,
      `package ${name}\n\ntype Options struct{ In${name} int }\n`,
    ]),
  ),
};
const TYPESCRIPT_TWINS: Files = Object.fromEntries(
  TWIN_NAMES.map((name) => [`${name}.ts`, `export interface Options { in${name}: number }\n`]),
);
/** Where the file of a case lies; its title takes the place of the star. */
const PLACES: ReadonlyMap<Files, string> = new Map([
  [GO_TWINS, "one/*.go"],
  [PYTHON, "app/*.py"],
  [GO, "*/main.go"],
  [RUST, "src/*.rs"],
  [JAVA, "src/main/java/app/*.java"],
  [CSHARP, "*.cs"],
  [SWIFT, "Sources/App/*.swift"],
  [KOTLIN, "app/*.kt"],
  [CPP, "*.cpp"],
  [PHP, "*.php"],
  [RUBY, "*.rb"],
  [LUA, "*.lua"],
  [JAVASCRIPT, "*.js"],
]);

const POOL = "acquire all dispose first self shared";
const CONNECTION = "close send";

const CASES = [
  ["a parameter", TYPESCRIPT, 'import { Pool } from "./pool.ts";\nfunction f(pool: Pool) { pool.‸ }', POOL],
  ["without its import", TYPESCRIPT, "function f(pool: Pool) { pool.acq‸ }", POOL],
  ["what a constructor makes", TYPESCRIPT, "function f() { const pool = new Pool(); pool.‸ }", POOL],
  ["what a function gives", TYPESCRIPT, "function f() { const pool = openPool(); return pool.‸ }", POOL],
  ["a static member's result", TYPESCRIPT, "function f() { return Pool.shared().‸ }", POOL],
  ["a constant of another file", TYPESCRIPT, 'import { mainPool } from "./index.ts";\nmainPool.‸', POOL],
  [
    "a promise that is waited for",
    TYPESCRIPT,
    'async function f(pool: Pool) { const c = await pool.acquire("a"); c.‸ }',
    CONNECTION,
  ],
  [
    "an element",
    TYPESCRIPT,
    "function f(pool: Pool) { for (const each of pool.all()) { each.‸ } }",
    CONNECTION,
  ],
  ["a chain", TYPESCRIPT, 'function f(pool: Pool) { pool.first.send("a").‸ }', "body status"],
  ["the type itself", TYPESCRIPT, "function f(pool: Pool) { pool.self().‸ }", POOL],
  ["an assertion", TYPESCRIPT, "function f(x: unknown) { const c = x as Connection; c.‸ }", CONNECTION],
  [
    "a namespace",
    TYPESCRIPT,
    'import * as pools from "./pool.ts";\npools.‸',
    "Connection Pool Reply mainPool openPool",
  ],
  [
    "the instance at hand",
    TYPESCRIPT,
    'import { Pool } from "./pool.ts";\nclass Own {\n  pool: Pool;\n  f() { this.pool.‸ }\n}',
    POOL,
  ],
  [
    "a parameter that declares a member",
    TYPESCRIPT,
    "class Own {\n  constructor(private pool: Pool) {}\n  f() { this.pool.‸ }\n}",
    POOL,
  ],
  [
    "a parameter that declares an optional, readonly member",
    TYPESCRIPT,
    "class Own {\n  constructor(readonly pool?: Pool) {}\n  f() { this.pool?.‸ }\n}",
    POOL,
  ],
  [
    "an optional one that says who sees it",
    TYPESCRIPT,
    "class Own {\n  constructor(private readonly pool?: Pool) {}\n  f() { return this.pool!.‸ }\n}",
    POOL,
  ],
  [
    "a parent of the instance at hand",
    TYPESCRIPT,
    'import { Base } from "./base.ts";\nclass Own extends Base {\n  f() { this.‸ }\n}',
    "dispose",
  ],
  ["nothing that is known", TYPESCRIPT, "function f(pool: any) { pool.‸ }", ""],
  [
    "a constant that a chain gives",
    TYPESCRIPT,
    'import { openPool } from "./pool.ts";\nconst shared = openPool().first;\nfunction f() { shared.‸ }',
    CONNECTION,
  ],
  [
    "constants that lead to each other",
    TYPESCRIPT,
    "const a = b.left;\nconst b = a.right;\nfunction f() { a.‸ }",
    "",
  ],
  ["itself", TYPESCRIPT, "function f() { const a = b; const b = a; a.‸ }", ""],
  [
    "Python: a parameter",
    PYTHON,
    "from .pool import Pool\ndef f(pool: Pool):\n    pool.‸",
    "acquire dispose",
  ],
  ["Python: a call", PYTHON, "def f():\n    pool = open_pool()\n    pool.‸", "acquire dispose"],
  ["Python: a class that is called", PYTHON, "def f():\n    pool = Pool()\n    pool.acquire(1).‸", "send"],
  [
    "Python: a member given in another method",
    PYTHON,
    "class Own:\n    def __init__(self):\n        self.pool = Pool()\n\n    def f(self):\n        self.pool.‸",
    "acquire dispose",
  ],
  [
    "Python: what with opens",
    PYTHON,
    "def f():\n    with open_pool() as pool:\n        pool.‸",
    "acquire dispose",
  ],
  [
    "Python: what methods give the instance",
    PYTHON,
    "from .pool import Store\ndef f(store: Store):\n    store.‸",
    "__init__ dispose limit main open opened pool size",
  ],
  [
    "Python: what a method gives has the type of its value",
    PYTHON,
    "from .pool import Store\ndef f(store: Store):\n    store.main.‸",
    "send",
  ],
  [
    "Python: what a parent's methods give",
    PYTHON,
    "from .pool import Store\nclass Own(Store):\n    def f(self):\n        self.‸",
    "__init__ dispose limit main open opened pool size",
  ],
  ["Python: a type in quotes", PYTHON, "def f(c: Connection):\n    c.send(1).‸", "status"],
  [
    "Go: methods in all files of a package",
    GO,
    'package main\n\nimport "example.com/app/pool"\n\nfunc f(p *pool.Pool) {\n\tp.‸\n}\n',
    "Acquire Close First size",
  ],
  [
    "Go: a package",
    GO,
    'package main\n\nimport "example.com/app/pool"\n\nfunc f() {\n\tpool.‸\n}\n',
    "Connection Open Pool Reply",
  ],
  [
    "Go: what a function of a package gives",
    GO,
    'package main\n\nimport "example.com/app/pool"\n\nfunc f() {\n\tp := pool.Open(1)\n\tp.First.‸\n}\n',
    "Send Status",
  ],
  [
    "Go: the first of several results",
    GO,
    'package main\n\nimport "example.com/app/pool"\n\nfunc f(p *pool.Pool) {\n\tc, err := p.Acquire("a")\n\tc.Send("b").‸\n}\n',
    "Body",
  ],
  [
    "Rust: an impl in another file",
    RUST,
    "use crate::pool::Pool;\nfn f(pool: &mut Pool) {\n    pool.‸\n}\n",
    "acquire close first open",
  ],
  [
    "Rust: what an associated function gives",
    RUST,
    "use crate::pool::Pool;\nfn f() {\n    let mut pool = Pool::open();\n    pool.‸\n}\n",
    "acquire close first open",
  ],
  ["Rust: a field", RUST, "use crate::pool::Pool;\nfn f(pool: &Pool) {\n    pool.first.‸\n}\n", "status"],
  [
    "Java: a parameter",
    JAVA,
    "package app;\n\nclass Own {\n  void f(Pool pool) {\n    pool.‸\n  }\n}\n",
    "acquire close",
  ],
  [
    "Java: a field without this",
    JAVA,
    'package app;\n\nclass Own {\n  private final Pool pool;\n\n  void f() {\n    pool.acquire("a").‸\n  }\n}\n',
    "send",
  ],
  [
    "Java: var",
    JAVA,
    'package app;\n\nclass Own {\n  void f(Pool pool) {\n    var c = pool.acquire("a");\n    c.‸\n  }\n}\n',
    "send",
  ],
  [
    "C#: a partial class",
    CSHARP,
    "namespace App;\n\nclass Own\n{\n    void F(Pool pool)\n    {\n        pool.‸\n    }\n}\n",
    "Acquire Close",
  ],
  [
    "C#: a property of this",
    CSHARP,
    'namespace App;\n\nclass Own\n{\n    public Pool Main { get; }\n\n    void F()\n    {\n        this.Main.Acquire("a").‸\n    }\n}\n',
    "Status",
  ],
  ["Swift: an extension", SWIFT, "func f(pool: Pool) {\n    pool.‸\n}\n", "acquire close"],
  [
    "Swift: what a call gives",
    SWIFT,
    'func f(pool: Pool) {\n    let c = pool.acquire(name: "a")\n    c.‸\n}\n',
    "status",
  ],
  [
    "Kotlin: a parent's members",
    KOTLIN,
    "package app\n\nfun f(pool: Pool) {\n    pool.‸\n}\n",
    "acquire close",
  ],
  [
    "Kotlin: a property without this",
    KOTLIN,
    'package app\n\nclass Own(val pool: Pool) {\n    fun f() {\n        pool.acquire("a").‸\n    }\n}\n',
    "status",
  ],
  ["Kotlin: a member of a companion", KOTLIN, "package app\n\nfun f() {\n    Store.open().‸\n}\n", "status"],
  [
    "Kotlin: an interface of one function",
    KOTLIN,
    "package app\n\nfun f(listener: Listener) {\n    listener.heard().‸\n}\n",
    "status",
  ],
  ["C++: a pointer", CPP, '#include "pool.h"\n\nvoid f(Pool* pool) {\n  pool->‸\n}\n', "acquire close first"],
  [
    "C++: a member of a class that is declared elsewhere",
    CPP,
    '#include "pool.h"\n\nvoid Pool::close() {\n  this->first.‸\n}\n',
    "status",
  ],
  ["PHP: a parameter", PHP, "<?php\nfunction f(Pool $pool)\n{\n    $pool->‸\n}\n", "acquire close"],
  [
    "PHP: a property",
    PHP,
    "<?php\nclass Own\n{\n    private Pool $pool;\n\n    function f()\n    {\n        $this->pool->acquire('a')->‸\n    }\n}\n",
    "status",
  ],
  [
    "PHP: a property that a parameter declares",
    PHP,
    "<?php\nclass Own\n{\n    function __construct(private Pool $pool) {}\n\n    function f()\n    {\n        $this->pool->‸\n    }\n}\n",
    "acquire close",
  ],
  [
    "PHP: a property that the constructor gives",
    PHP,
    "<?php\nclass Own\n{\n    function __construct()\n    {\n        $this->pool = new Pool();\n    }\n\n    function f()\n    {\n        $this->pool->‸\n    }\n}\n",
    "acquire close",
  ],
  [
    "PHP: a type in a doc comment",
    PHP,
    "<?php\n/**\n * @param Pool|null $pool\n */\nfunction f($pool)\n{\n    $pool->‸\n}\n",
    "acquire close",
  ],
  [
    "PHP: a result in a doc comment",
    PHP,
    "<?php\nfunction f(Shop $shop)\n{\n    $found = $shop->open('a');\n    $found->‸\n}\n",
    "status",
  ],
  [
    "PHP: the instance itself in a doc comment",
    PHP,
    "<?php\nfunction f(Shop $shop)\n{\n    $shop->with('a')->open('b')->‸\n}\n",
    "status",
  ],
  [
    "PHP: a property in a doc comment",
    PHP,
    "<?php\nfunction f(Shop $shop)\n{\n    $shop->pool->‸\n}\n",
    "acquire close",
  ],
  [
    "PHP: a property of this in a doc comment",
    PHP,
    "<?php\nclass Own\n{\n    /** @var Pool */\n    private $pool;\n\n    function f()\n    {\n        $this->pool->‸\n    }\n}\n",
    "acquire close",
  ],
  ["PHP: a result that is prose", PHP, "<?php\nfunction f(Shop $shop)\n{\n    $shop->count()->‸\n}\n", ""],
  [
    "PHP: what a function gives by its doc comment",
    PHP,
    "<?php\nfunction f()\n{\n    shop()->pool->‸\n}\n",
    "acquire close",
  ],
  [
    "PHP: a variable with a comment",
    PHP,
    "<?php\nfunction f($all)\n{\n    /** @var Pool $pool */\n    $pool = $all['pool'];\n    $pool->‸\n}\n",
    "acquire close",
  ],
  [
    "JavaScript: what methods give the instance",
    JAVASCRIPT,
    "/** @param {Store} store */\nfunction f(store) { store.‸ }",
    "constructor isOpen open pool size",
  ],
  [
    "JavaScript: what a method gives has the type of its value",
    JAVASCRIPT,
    "/** @param {Store} store */\nfunction f(store) { store.pool.‸ }",
    "acquire close",
  ],
  [
    "JavaScript: a result in a doc comment",
    JAVASCRIPT,
    "/** @returns {Pool} */\nfunction make() {}\n\nfunction f() {\n  make().‸\n}\n",
    "acquire close",
  ],
  [
    "Python: a result in a docstring",
    PYTHON,
    'def make():\n    """Does.\n\n    :rtype: Pool\n    """\n\ndef f():\n    make().‸',
    "acquire dispose",
  ],
  [
    "JavaScript: a type in a doc comment",
    JAVASCRIPT,
    'import { Pool } from "./pool.js";\n/** @param {Pool} pool */\nfunction f(pool) {\n  pool.‸\n}\n',
    "acquire close",
  ],
  [
    "Python: a type in a docstring",
    PYTHON,
    'def f(pool):\n    """Does.\n\n    :type pool: Pool\n    """\n    pool.‸',
    "acquire dispose",
  ],
  [
    "Ruby: a type in a doc comment",
    RUBY,
    "# @param pool [Pool, nil] the pool\ndef f(pool)\n  pool.‸\nend\n",
    "acquire close",
  ],
  [
    "Ruby: a result in a doc comment",
    RUBY,
    "# @param shop [Shop]\ndef f(shop)\n  found = shop.open('a')\n  found.‸\nend\n",
    "acquire close",
  ],
  [
    "Ruby: the instance itself in a doc comment",
    RUBY,
    "# @param shop [Shop]\ndef f(shop)\n  shop.with('a').pool.‸\nend\n",
    "acquire close",
  ],
  ["Ruby: what a constructor makes", RUBY, "def f\n  pool = Pool.new\n  pool.‸\nend\n", "acquire close"],
  [
    "Ruby: an instance variable",
    RUBY,
    "class Own\n  def initialize\n    @pool = Pool.new\n  end\n\n  def f\n    @pool.‸\n  end\nend\n",
    "acquire close",
  ],
  [
    "Lua: what a constructor makes",
    LUA,
    'local Pool = require("app.pool")\n\nlocal function f()\n  local pool = Pool.new(1)\n  pool:‸\nend\n',
    "__index acquire close new",
  ],
  [
    "Lua: a name that is being written",
    LUA,
    'local Pool = require("app.pool")\nlocal pool = Pool.new(1)\n\nlocal function f()\n  pool:acq‸\nend\n',
    "__index acquire close new",
  ],
  [
    "Lua: a result in a doc comment",
    LUA,
    'local Pool = require("app.pool")\n\nlocal function f()\n  local pool = Pool.new(1)\n  local one = pool:acquire("a")\n  one:‸\nend\n',
    "open send",
  ],
  [
    "Lua: a class by another name",
    LUA,
    'local pools = require("app.pool")\n\nlocal function f()\n  pools.new(1):acquire("a"):‸\nend\n',
    "open send",
  ],
  [
    "Lua: a module",
    LUA,
    'local tools = require("app.tools")\n\nlocal function f()\n  tools.main():‸\nend\n',
    "__index acquire close new",
  ],
  [
    "Lua: a parameter in a doc comment",
    LUA,
    "---@param pool Pool\nlocal function f(pool)\n  pool:‸\nend\n",
    "__index acquire close new",
  ],
  [
    "Lua: a type in a comment",
    LUA,
    "local function f(all)\n  ---@type Pool\n  local pool = all.pool\n  pool:‸\nend\n",
    "__index acquire close new",
  ],
  [
    "Lua: a member of self",
    LUA,
    'local Pool = require("app.pool")\nlocal Own = {}\n\nfunction Own.new()\n  local self = setmetatable({}, Own)\n  self.pool = Pool.new(1)\n  return self\nend\n\nfunction Own:f()\n  self.pool:‸\nend\n',
    "__index acquire close new",
  ],
  [
    "Lua: elements",
    LUA,
    "---@param pools Pool[]\nlocal function f(pools)\n  for _, each in ipairs(pools) do\n    each:‸\n  end\nend\n",
    "__index acquire close new",
  ],
] as const satisfies readonly Case[];

const EXPECTED = [
  ["an argument", TYPESCRIPT, "function f() { return useReply(1, ‸) }", "Reply"],
  [
    "an argument of a constructor",
    TYPESCRIPT,
    "function f() { return new Wrapper(‸) }",
    "Connection Wrapper",
  ],
  ["an argument of a method", TYPESCRIPT, "function f(w: Wrapper) { w.swap(‸) }", "Pool"],
  ["an argument without a type", TYPESCRIPT, "function f() { useReply(‸) }", ""],
  ["Python: an argument", PYTHON, "def f():\n    give_back(1, ‸)", "Connection"],
] as const satisfies readonly Case[];

const AT_HAND = [
  ["Go: a type of the package", GO_TWINS, "package one\n\nfunc f(o *Options) {\n\t‸\n}\n", "Inone"],
  [
    "Go: a type of another package, which the package itself has too",
    GO_TWINS,
    'package one\n\nimport "example.com/app/two"\n\nfunc f(o *two.Options) {\n\t‸\n}\n',
    "Inone Intwo",
  ],
  [
    "a type of a namespace",
    TYPESCRIPT_TWINS,
    'import * as three from "./three.ts";\nfunction f(o: three.Options) { ‸ }',
    "inthree",
  ],
] as const satisfies readonly Case[];

type Case = readonly [title: string, files: Files, marked: string, names: string];

/** One workspace per language holds the files of all its cases. */
const workspaces = new Map<Files, ReturnType<typeof openWorkspace>>();

function pathOf(title: string, files: Files): string {
  const name = title.replaceAll(/\W+/g, "_");
  return (PLACES.get(files) ?? "*.ts").replace("*", name);
}

async function openWorkspace(files: Files) {
  const own = [...CASES, ...EXPECTED, ...AT_HAND].filter(([, of]) => of === files);
  const texts = own.map(([title, , marked]) => [pathOf(title, files), parseMarked(marked).text]);
  const opened = await openIndex({ ...files, ...Object.fromEntries(texts) });
  const declarations = createDeclarations({ index: opened.index });
  await opened.index.rescan();
  await declarations.whenReady();
  return { ...opened, declarations };
}

// Grammars are loaded once for all cases.
const syntax = createSyntax({ limits: PATIENT, trace: createTrace({ write: () => undefined }) });

/** Names of the declarations of other files that have evidence of a kind at the place. */
async function found([title, files, marked]: Case, column: number): Promise<string> {
  const opened = workspaces.get(files) ?? openWorkspace(files);
  workspaces.set(files, opened);
  const { index, folder, declarations } = await opened;
  const path = pathOf(title, files);
  const { text, cursor = 0 } = parseMarked(marked);
  const file = join(folder, path);
  const document = createDocuments().open(pathToFileURL(file).href, syntax.languageOf(path), 1, text);
  const snapshot = syntax.snapshot(document) ?? expect.fail();
  const task = {
    kind: "insert-at-cursor",
    document,
    syntax: snapshot,
    offset: cursor,
    scope: snapshot.cursorAt(cursor),
    shape: "line",
    candidates: 1,
    trigger: "invoked",
  } as const;
  const request = placeOf(task, path, 1000) ?? expect.fail();
  const evidence = declarations.find(siteOf(request, file)) ?? expect.fail();
  const symbols = [...evidence.symbols()].filter((symbol) => evidence.get(symbol, column) > 0);
  const names = symbols.map((symbol) => index.text(index.name(symbol)));
  return names.toSorted().join(" ");
}

describe("members of what stands before the dot", () => {
  test.each(CASES)("%s", async (...row) => {
    expect(await found(row, COLUMN.memberOfReceiver)).toBe(row[3]);
  });
});

describe("the type that is expected", () => {
  test.each(EXPECTED)("%s", async (...row) => {
    expect(await found(row, COLUMN.typeNear)).toBe(row[3]);
  });
});

describe("members of a type that the signature names", () => {
  test.each(AT_HAND)("%s", async (...row) => {
    expect(await found(row, COLUMN.memberFar)).toBe(row[3]);
  });
});
