import { type Browser, chromium } from "playwright";
import { CHROMIUM_FLAGS, findChromium } from "../runner/find-browser.js";

/** A headless Chromium for an end-to-end test; close it in the file's `after`. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
}
