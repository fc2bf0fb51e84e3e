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

/** Opens a page and gives it once its elements are drawn, with the languages it asks for, as it asks. */
async function open(name: string): Promise<{ page: Page; asked: string[] }> {
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/cdn/locales/")) asked.push(pathname);
  });
  await page.goto(`${site.url}/${name}.html`);
  await page.locator('oc-session [part~="status"]').last().waitFor();
  return { page, asked };
}

test("an English page asks for no language", async () => {
  assert.deepEqual((await open("english")).asked, []);
});

test("a German page asks for German, and shows it", async () => {
  const { page, asked } = await open("german");
  await page.locator('oc-session [part~="status"]', { hasText: "Nicht verbunden" }).waitFor();
  assert.deepEqual(asked, ["/cdn/locales/de.js"]);
});

test("every language that the package has is asked for, once", async () => {
  const { asked } = await open("every");
  assert.deepEqual(asked.sort(), FILES.sort());
});

test("a language that nobody has written asks for nothing", async () => {
  assert.deepEqual((await open("unknown")).asked, []);
});
