import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright";
import { DemoSite } from "../support/demo-site.js";
import { launchBrowser } from "../support/playwright.js";

let site: DemoSite;
let browser: Browser;

before(async () => {
  [site, browser] = await Promise.all([DemoSite.startBuilt(), launchBrowser()]);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

test("Bundled and minified, the demo works under the strictest policy", async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  const response = await page.goto(site.url);
  assert.match(
    response?.headers()["content-security-policy"] ?? "",
    /^default-src 'none'; script-src 'self';/,
  );
  await page.getByRole("button", { name: "Print the first 20 primes" }).click();
  await page.getByRole("article").getByText("exited with code 0").waitFor();
  assert.deepEqual(complaints, []);
});
