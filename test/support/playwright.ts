import { type Browser, chromium } from "playwright";
import { CHROMIUM_FLAGS, findChromium } from "../runner/find-browser.js";

/**
 * A headless Chromium for an end-to-end test; close it in the file's `after`. The runner names the headless shell, if
 * there is one.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env["HEADLESS_SHELL_PATH"] ?? (await findChromium());
  return chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
}
