import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

/** Hosts tell people what the chat stores in their browsers; SECURITY.md is the list they use. */
test("SECURITY.md lists all names under which data is stored", () => {
  const names = new Set<string>();
  for (const file of readdirSync("src", { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const source = readFileSync(`src/${file}`, "utf8");
    const [, kinds = ""] = /^type Kind = (.*);$/m.exec(source) ?? [];
    if (file.endsWith("storages.ts"))
      for (const [, kind = ""] of kinds.matchAll(/"([a-z-]+)"/g)) names.add(kind);
    if (!/localStorage|sessionStorage/.test(source)) continue;
    for (const [, kind = ""] of source.matchAll(/["`]oc-session:([a-z-]+)/g)) names.add(kind);
  }
  assert.ok(names.size >= 11, [...names].join(" "));
  const text = readFileSync("SECURITY.md", "utf8");
  const listed = text.slice(text.indexOf("## What is stored"), text.indexOf("## What tabs tell"));
  assert.deepEqual(
    [...names].filter((name) => !new RegExp(`oc-session:${name}[:\`]`).test(listed)),
    [],
  );
});
