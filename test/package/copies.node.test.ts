import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import type { Browser } from "playwright";
import { LocalOpenComputer } from "../runner/local-server.js";
import { launchBrowser } from "../support/playwright.js";
import { type Site, startSite } from "../support/site.js";

/** A page that loads the package more than once: every further copy warns once, and the first one works. */

const WARNING = warningOf("oc-composer, oc-entry, oc-transcript, oc-session");

const CDN = `<script type="module" src="/cdn/oc-session.js"></script>`;
const BUNDLE = `<script type="module" src="/bundle.js"></script>`;
const EMBED = `<script async src="/cdn/embed.js"></script>`;

/** What a page loads, and how many warnings that is worth. */
const PAGES: Readonly<Record<string, readonly [scripts: string, warnings: number]>> = {
  "the same file twice": [CDN + CDN, 0],
  "two copies of one file": [CDN + CDN.replace(".js", ".js?other"), 1],
  "a bundle of its own and the CDN's file": [BUNDLE + CDN, 1],
  "the CDN's file and a bundle of its own": [CDN + BUNDLE, 1],
  "a bundle of its own and embed.js": [BUNDLE + EMBED, 0],
  "all of them": [EMBED + CDN + CDN.replace(".js", ".js?other") + BUNDLE, 2],
};

let browser: Browser;
let computer: LocalOpenComputer;
let site: Site;

before(async () => {
  computer = await LocalOpenComputer.start({ agentPace: 0 });
  const pages: Record<string, string> = { "/bundle.js": await bundle() };
  for (const [name, [scripts]] of Object.entries(PAGES))
    pages[pathOf(name)] = `<!doctype html><html lang="en"><head><title>Copies</title>
      <link rel="icon" href="data:,">${scripts}</head>
      <body><oc-launcher><oc-session endpoint="/api/chat" base-url="${computer.baseUrl}"></oc-session></oc-launcher></body></html>`;
  pages["/taken.js"] = `customElements.define("oc-entry", class extends HTMLElement {});`;
  pages["/taken.html"] =
    `<!doctype html><script src="/taken.js"></script>${CDN}<link rel="icon" href="data:,">`;
  site = await startSite({ computer, pages });
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
  await Promise.all([site.close(), computer.close()]);
});

for (const [name, [, expected]] of Object.entries(PAGES)) {
  test(`a page with ${name}`, async () => {
    const { page, warnings, errors } = await visit(pathOf(name));
    await page.waitForFunction(() => customElements.get("oc-session"));
    // Opened from the page, as two of these have no embed.js and so none but the bundle's launcher.
    const hasLauncher = await page.evaluate(() => customElements.get("oc-launcher") !== undefined);
    if (hasLauncher) await page.getByRole("button", { name: "Chat", exact: true }).click();
    await page.getByRole("textbox", { name: "Message" }).fill("Hello");
    await page.getByRole("textbox", { name: "Message" }).press("Enter");
    await page.locator("oc-entry").getByText("an agent that needs no model").first().waitFor();
    assert.deepEqual(warnings, Array(expected).fill(WARNING));
    assert.deepEqual(errors, []);
    await page.close();
  });
}

test("a page that has taken one of our names gets none of our elements, and a word about it", async () => {
  const { page, warnings, errors } = await visit("/taken.html");
  await page.waitForLoadState("networkidle");
  assert.equal(await page.evaluate(() => customElements.get("oc-session")), undefined);
  assert.deepEqual(warnings, [warningOf("oc-entry")]);
  assert.deepEqual(errors, []);
  await page.close();
});

function warningOf(taken: string): string {
  return `<oc-session>: ${taken} is already defined; this copy of oc-session defines no elements.`;
}

function pathOf(name: string): string {
  return `/${name.replaceAll(/\W/g, "-")}.html`;
}

async function visit(path: string) {
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  const warnings: string[] = [];
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => {
    if (message.type() === "warning") warnings.push(message.text());
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(site.url + path);
  return { page, warnings, errors };
}

/** What a customer's own bundler makes of the package. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `import "oc-session";`, resolveDir: process.cwd() },
    bundle: true,
    format: "esm",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
