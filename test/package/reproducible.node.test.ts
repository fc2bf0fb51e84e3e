import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

/** What a build reads. */
const SOURCES = [
  ...["src", "scripts", "package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"],
  ...["server/package.json", "test/e2e/react-17/package.json", "test/e2e/react-18/package.json"],
];

test("two builds of one commit give the same bytes, wherever they are made", { timeout: 120_000 }, (t) => {
  const elsewhere = mkdtempSync(path.join(tmpdir(), "oc-build-"));
  t.after(() => rmSync(elsewhere, { recursive: true }));
  for (const source of SOURCES) cpSync(source, path.join(elsewhere, source), { recursive: true });
  symlinkSync(path.resolve("node_modules"), path.join(elsewhere, "node_modules"));
  execFileSync(process.execPath, ["--import", "tsx", "scripts/build.ts"], {
    cwd: elsewhere,
    stdio: "ignore",
  });
  const [here, there] = [contents("dist"), contents(path.join(elsewhere, "dist"))];
  assert.deepEqual(Object.keys(there), Object.keys(here));
  assert.ok(Object.keys(here).length > 50);
  for (const [file, text] of Object.entries(here)) assert.ok(there[file] === text, `${file} differs`);
});

test("the SBOM names what the package brings, with a hash each, and nothing that tells one build from another", () => {
  const text = readFileSync("dist/sbom.cdx.json", "utf8");
  const bom = JSON.parse(text) as { components: { name: string; hashes?: unknown[] }[] };
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    dependencies: Record<string, string>;
  };
  const names = bom.components.map(({ name }) => name);
  for (const name of Object.keys(dependencies)) assert.ok(names.includes(name), name);
  assert.deepEqual(
    bom.components.filter(({ hashes = [] }) => hashes.length === 0),
    [],
  );
  assert.doesNotMatch(text, /timestamp|urn:uuid|oc-session-/);
});

function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(folder, file), "latin1")]));
}
