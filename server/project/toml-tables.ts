// Owns reading plain values out of TOML: texts, numbers and truth values by table; refuses lists and everything else.
import { settingLines } from "./setting-lines.ts";

/** Values as texts, by table and key; the table of the top is `""`. */
export function readTables(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const tables = new Map<string, Map<string, string>>();
  let name = "";
  for (const line of settingLines(text)) {
    const header = /^\[([\w.\- "]+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      name = header.replace(/[ "]/g, "");
      tables.set(name, tables.get(name) ?? new Map<string, string>());
      continue;
    }
    const pair = /^([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.+-]+))$/.exec(line);
    if (pair === null) continue;
    const table = tables.get(name) ?? new Map<string, string>();
    table.set(pair[1] ?? "", pair[2] ?? pair[3] ?? pair[4] ?? "");
    tables.set(name, table);
  }
  return tables;
}
