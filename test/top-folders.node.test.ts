import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const FOLDERS = ["src", "server", "demo", "test", "scripts"] as const;
type Folder = (typeof FOLDERS)[number];

/** The names by which our own packages are imported, and where they lie. */
const PACKAGES: Readonly<Record<string, Folder>> = { "oc-session": "src", "oc-session-server": "server" };

/** Which folders a file imports, other than its own. */
function importsOf(file: string, code: string): Folder[] {
  const names = [...code.matchAll(/\b(?:from|import)\b\s*\(?\s*["']([^"'\n]+)["']/g)].map(
    ([, name = ""]) => name,
  );
  const folders = names.map((name) => {
    if (!name.startsWith(".")) return PACKAGES[name.split("/")[0] ?? ""];
    const [top] = path.posix.join(path.posix.dirname(file), name).split("/");
    return FOLDERS.find((folder) => folder === top);
  });
  const own = file.split("/")[0];
  return folders.filter((folder) => folder !== undefined && folder !== own) as Folder[];
}

function sourcesOf(folder: Folder): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => path.posix.join(folder, ...file.split(path.sep)))
    .filter((file) => /\.(ts|tsx|js|mjs|vue|svelte|html)$/.test(file))
    .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file));
}

/** One file for each arrow from folder to folder, to name where an arrow comes from. */
function arrows(): Map<string, string> {
  const found = new Map<string, string>();
  for (const from of FOLDERS) {
    for (const file of sourcesOf(from)) {
      for (const to of importsOf(file, readFileSync(file, "utf8"))) found.set(`${from} -> ${to}`, file);
    }
  }
  return found;
}

/** The folders that can be reached from one by its arrows. */
function reachable(from: Folder, drawn: ReadonlyMap<string, string>, seen = new Set<Folder>()): Set<Folder> {
  for (const to of FOLDERS) {
    if (!drawn.has(`${from} -> ${to}`) || seen.has(to)) continue;
    seen.add(to);
    reachable(to, drawn, seen);
  }
  return seen;
}

const drawn = arrows();

test("imports are seen in each of their forms", () => {
  const forms = [
    `import { a } from "../src/core.js";`,
    `export * from '../server/src/index.js';`,
    `const b = await import("../scripts/run.js");`,
    `import "oc-session/locales/de";`,
    `import own from "./other.js"; import lit from "lit";`,
  ];
  assert.deepEqual(importsOf("demo/a.ts", forms.join("\n")), ["src", "server", "scripts", "src"]);
  assert.ok(drawn.has("test -> src") && drawn.has("demo -> server"), [...drawn.keys()].join());
});

for (const folder of FOLDERS) {
  test(`${folder} is in no circle of top-level folders`, () => {
    assert.ok(
      !reachable(folder, drawn).has(folder),
      [...drawn].map((arrow) => arrow.join(" in ")).join("\n"),
    );
  });
}

test("every import between top-level folders is one that docs/architecture.md allows", () => {
  const page = readFileSync("docs/architecture.md", "utf8").replace(/\s+/g, " ");
  const [, sentence = ""] = /Among the top-level folders, ([^;]+);/.exec(page) ?? [];
  const rules = [
    ...sentence.matchAll(/`(\w+)` may import ((?:`\w+`(?! may import)(?:, | and )?)+|all others)/g),
  ];
  const allowed = rules.flatMap(([, from, targets = ""]) => {
    const named = [...targets.matchAll(/\w+/g)].map(([folder]) => folder);
    return (targets === "all others" ? FOLDERS : named).map((to) => `${from} -> ${to}`);
  });
  assert.deepEqual(
    [...drawn].filter(([arrow]) => !allowed.includes(arrow)),
    [],
  );
});

test("the server imports the package in its tests only", () => {
  const guests = sourcesOf("server").filter(
    (file) => !file.startsWith("server/test/") && importsOf(file, readFileSync(file, "utf8")).includes("src"),
  );
  assert.deepEqual(guests, []);
});

test("nothing imports test", () => {
  const guests = [...drawn].filter(([arrow]) => arrow.endsWith("-> test"));
  assert.deepEqual(guests, []);
});

test("the package imports no other folder", () => {
  const guests = [...drawn].filter(([arrow]) => arrow.startsWith("src ->"));
  assert.deepEqual(guests, []);
});
