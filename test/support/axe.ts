import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright";

const SOURCE = readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** The violations that axe finds in a page and its open shadow roots, one line each. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated, because the page's policy refuses an added script.
  await page.evaluate(await SOURCE);
  const { violations } = (await page.evaluate("axe.run()")) as AxeResults;
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
}
