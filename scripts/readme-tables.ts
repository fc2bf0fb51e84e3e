/**
 * Writes the generated parts of two pages, each between two comments. `docs/reference.md` gets the tables of each
 * element, after `<!-- contract: oc-session -->`, from its docstrings. `README.md` gets the tag with the hash of the
 * built `embed.js`, after `<!-- integrity -->`, so build first. With `--check` nothing is written, and the script fails
 * if the tables are outdated. The hash is not checked, because it changes with every change of the sources.
 */
import { readFile, writeFile } from "node:fs/promises";
import type { CustomElement } from "custom-elements-manifest/schema.d.ts";
import { format, type FormatConfig } from "oxfmt";
import { contractTables } from "./contract-tables.js";
import { integritySnippet } from "./integrity-snippet.js";
import { buildManifest } from "./manifest.js";

const README = "README.md";
const INTEGRITY = /(<!-- integrity -->\n).*?(<!-- \/integrity -->)/s;

const REFERENCE = "docs/reference.md";
const CONTRACT = /(<!-- contract: (?<tag>[\w-]+) -->\n).*?(<!-- \/contract -->)/gs;

const { modules } = await buildManifest();
const elements = modules.flatMap(({ declarations = [] }) => declarations as CustomElement[]);
const reference = await readFile(REFERENCE, "utf8");
const filled = await formatted(REFERENCE, fillContract(reference));
if (process.argv.includes("--check")) {
  if (filled !== reference)
    throw new Error(`${REFERENCE} is out of date: run \`npm run build && npm run manifest\`.`);
} else {
  await writeFile(REFERENCE, filled);
  const readme = await readFile(README, "utf8");
  const pinned = readme.replace(INTEGRITY, `$1\n${await integritySnippet()}\n\n$2`);
  await writeFile(README, await formatted(README, pinned));
}

function fillContract(page: string): string {
  const missing = elements.find(({ tagName }) => !page.includes(`<!-- contract: ${tagName} -->`));
  if (missing) throw new Error(`${REFERENCE} has no contract region for ${missing.tagName}.`);
  return page.replace(CONTRACT, (region, begin: string, tag: string, end: string) => {
    const element = elements.find(({ tagName }) => tagName === tag);
    return element ? `${begin}\n${contractTables(element)}\n\n${end}` : region;
  });
}

/** Formats a page as `npm run format` does. */
async function formatted(file: string, text: string): Promise<string> {
  const config = JSON.parse(await readFile(".oxfmtrc.json", "utf8")) as FormatConfig;
  const { code, errors } = await format(file, text, config);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message ?? "cannot be formatted"}`);
  return code;
}
