/**
 * Writes what README.md must not say by hand: between `<!-- contract: oc-session -->` and `<!-- /contract -->`
 * the contract's tables, from what the elements' sources document; between `<!-- integrity -->` and
 * `<!-- /integrity -->` the tag that pins the built CDN files by their hashes, so build first. With `--check` it
 * writes nothing and fails when the tables are not what they would be; the hashes are a release's, and others
 * after every change of the sources.
 */
import { readFile, writeFile } from "node:fs/promises";
import type { CustomElement } from "custom-elements-manifest/schema.d.ts";
import { format, resolveConfig } from "prettier";
import { contractTables } from "./contract-tables.js";
import { integritySnippet } from "./integrity-snippet.js";
import { buildManifest } from "./manifest.js";

const README = "README.md";
const REGION = /(<!-- contract: (?<tag>[\w-]+) -->\n).*?(<!-- \/contract -->)/gs;

const INTEGRITY = /(<!-- integrity -->\n).*?(<!-- \/integrity -->)/s;

const { modules } = await buildManifest();
const elements = modules.flatMap(({ declarations = [] }) => declarations as CustomElement[]);
const readme = await readFile(README, "utf8");
const missing = elements.filter(({ tagName }) => !readme.includes(`<!-- contract: ${tagName} -->`));
if (missing.length > 0) throw new Error(`${README} has no contract region for ${missing[0]?.tagName}.`);

const filled = readme.replace(REGION, (region, begin: string, tag: string, end: string) => {
  const element = elements.find(({ tagName }) => tagName === tag);
  return element ? `${begin}\n${contractTables(element)}\n\n${end}` : region;
});
const checking = process.argv.includes("--check");
const snippet = checking ? "" : await integritySnippet();
const pinned = checking ? filled : filled.replace(INTEGRITY, `$1\n${snippet}\n\n$2`);
const written = await format(pinned, { ...(await resolveConfig(README)), parser: "markdown" });
if (checking) {
  if (written !== readme)
    throw new Error(`${README} is out of date: run \`npm run build && npm run manifest\`.`);
} else {
  await writeFile(README, written);
}
