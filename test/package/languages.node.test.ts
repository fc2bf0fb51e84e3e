import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright";
import { LocalOpenComputer } from "../runner/local-server.js";
import { launchBrowser } from "../support/playwright.js";
import { type Site, startSite } from "../support/site.js";

const FILES = readdirSync("dist/cdn/locales").map((file) => `/cdn/locales/${file}`);

/** Pages' own tags, the file that serves each, and how that says that nothing is connected. */
const MARKETS = [
  ["zh_TW", "zh-Hant", "未連線"],
  ["zh-HK", "zh-Hant", "未連線"],
  ["zh-CN", "zh", "未连接"],
  ["pt-AO", "pt-PT", "Sem ligação ao chat"],
  ["pt-BR", "pt", "Não conectado"],
  ["no", "nb", "Ikke tilkoblet"],
  ["nn-NO", "nn", "Ikkje tilkopla"],
] as const;

let browser: Browser;
let computer: LocalOpenComputer;
let site: Site;

before(async () => {
  computer = await LocalOpenComputer.start();
  const html = (element: string) =>
    `<!doctype html><html lang="en"><title>Languages</title>
     <script type="module" src="/cdn/oc-session.js"></script>${element}`;
  const everyLanguage = FILES.map((file) => `<oc-session lang="${path.parse(file).name}-x-y"></oc-session>`);
  const pages = {
    "/english.html": html("<oc-session></oc-session>"),
    "/german.html": html('<oc-session lang="de-AT"></oc-session>'),
    "/every.html": html(everyLanguage.join("")),
    "/markets.html": html(
      MARKETS.map(([lang]) => `<oc-session id="${lang}" lang="${lang}"></oc-session>`).join(""),
    ),
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

test("a page gets the words of its market, and no others", async () => {
  const { page, asked } = await open("markets");
  for (const [lang, , words] of MARKETS)
    await page.locator(`#${lang} [part~="status"]`, { hasText: words }).waitFor();
  const files = new Set(MARKETS.map(([, file]) => `/cdn/locales/${file}.js`));
  assert.deepEqual(asked.sort(), [...files].sort());
});

test("the README lists them all", () => {
  const [, list = ""] = /Languages: ([^.]+)/.exec(readFileSync("README.md", "utf8")) ?? [];
  const named = [...list.matchAll(/\b[a-z]{2}(?:-\w+)?\b/g)].map(([tag]) => `/cdn/locales/${tag}.js`);
  assert.deepEqual(named.sort(), FILES.toSorted());
});

test("a language that nobody has written asks for nothing", async () => {
  assert.deepEqual((await open("unknown")).asked, []);
});
