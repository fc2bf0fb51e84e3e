/**
 * Writes the contract's tables into README.md, between `<!-- contract: oc-session -->` and
 * `<!-- /contract -->`, from what the elements' sources document. With `--check` it writes nothing and
 * fails when the tables are not what they would be.
 */
import { readFile, writeFile } from "node:fs/promises";
import type { CustomElement } from "custom-elements-manifest/schema.d.ts";
import { format, resolveConfig } from "prettier";
import { contractTables } from "./contract-tables.js";
import { buildManifest } from "./manifest.js";

const README = "README.md";
const REGION = /(<!-- contract: (?<tag>[\w-]+) -->\n).*?(<!-- \/contract -->)/gs;

const { modules } = await buildManifest();
const elements = modules.flatMap(({ declarations = [] }) => declarations as CustomElement[]);
const readme = await readFile(README, "utf8");
const missing = elements.filter(({ tagName }) => !readme.includes(`<!-- contract: ${tagName} -->`));
if (missing.length > 0) throw new Error(`${README} has no contract region for ${missing[0]?.tagName}.`);

const filled = readme.replace(REGION, (region, begin: string, tag: string, end: string) => {
  const element = elements.find(({ tagName }) => tagName === tag);
  return element ? `${begin}\n${contractTables(element)}\n\n${end}` : region;
});
const written = await format(filled, { ...(await resolveConfig(README)), parser: "markdown" });
if (process.argv.includes("--check")) {
  if (written !== readme) throw new Error(`${README}'s tables are out of date: run \`npm run manifest\`.`);
} else {
  await writeFile(README, written);
}
