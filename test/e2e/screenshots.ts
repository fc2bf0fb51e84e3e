/**
 * Takes the README's pictures from the running demo, in light and dark: `npm run screenshots`.
 */
import { stat } from "node:fs/promises";
import path from "node:path";
import { DemoSite } from "../support/demo-site.js";
import { launchBrowser } from "../support/playwright.js";

/** A README is read over slow lines too. */
const MAX_BYTES = 200 * 1024;

process.chdir(path.join(import.meta.dirname, "../.."));
const site = await DemoSite.start();
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 968 }, reducedMotion: "reduce" });
  await page.goto(site.url);
  await page.getByRole("button", { name: "Print the first 20 primes" }).click();
  await page.getByRole("article").getByText("It ran with").waitFor();
  await page.getByText("Connected").waitFor();
  // Nothing is to look as if it were pointed at.
  await page.mouse.move(0, 0);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const file = `demo/screenshot-${colorScheme}.png`;
    await page.screenshot({ path: file });
    const { size } = await stat(file);
    if (size > MAX_BYTES) throw new Error(`${file} has ${size} bytes; at most ${MAX_BYTES} are meant.`);
    console.log(`${file}: ${Math.round(size / 1024)} kB`);
  }
} finally {
  await browser.close();
  await site.close();
}
