import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright";
import { LocalOpenComputer } from "../runner/local-server.js";
import { launchBrowser } from "../support/playwright.js";
import { type Site, startSite } from "../support/site.js";

const FILES = readdirSync("dist/cdn/locales").map((file) => `/cdn/locales/${file}`);

let browser: Browser;
let computer: LocalOpenComputer;
let site: Site;

before(async () => {
  computer = await LocalOpenComputer.start();
  const html = (element: string) =>
    `<!doctype html><html lang="en"><title>Languages</title>
     <script type="module" src="/cdn/oc-session.js"></script>${element}`;
  const everyLanguage = FILES.map(
    (file) => `<oc-session lang="${/(\w+)\.js/.exec(file)?.[1]}-x-y"></oc-session>`,
  );
  const pages = {
    "/english.html": html("<oc-session></oc-session>"),
    "/german.html": html('<oc-session lang="de-AT"></oc-session>'),
    "/every.html": html(everyLanguage.join("")),
    "/unknown.html": html('<oc-session lang="tlh"></oc-session>'),
  };
  site = await startSite({ computer, pages });
  browser = await launchBrowser();
});

after(async () => {
  await browser.close();
  await site.close();
  await computer.close();
});

/** Opens a page and gives the languages it fetched once all is quiet. */
async function open(name: string): Promise<{ page: Page; fetched: string[] }> {
  site.requests.length = 0;
  const page = await browser.newPage();
  await page.goto(`${site.url}/${name}.html`, { waitUntil: "networkidle" });
  return { page, fetched: site.requests.filter((path) => path.startsWith("/cdn/locales/")).sort() };
}

test("an English page fetches no language", async () => {
  assert.deepEqual((await open("english")).fetched, []);
});

test("a German page fetches German, and shows it", async () => {
  const { page, fetched } = await open("german");
  assert.deepEqual(fetched, ["/cdn/locales/de.js"]);
  await page.locator('oc-session [part~="status"]', { hasText: "Nicht verbunden" }).waitFor();
});

test("every language that the package has can be fetched", async () => {
  assert.deepEqual((await open("every")).fetched, FILES.sort());
});

test("a language that nobody has written asks for nothing", async () => {
  assert.deepEqual((await open("unknown")).fetched, []);
});
