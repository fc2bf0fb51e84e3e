import { setTimeout as wait } from "node:timers/promises";
import { findWebKit } from "../runner/find-browser.js";
import { WebKitLauncher } from "../runner/webkit-launcher.js";

/** The time after which a wait fails. */
const TIMEOUT_MS = 20_000;

/**
 * WebKitGTK with the part of a driver's interface that tests without keys and clicks need; null if it is not
 * installed.
 */
export function launchWebKit() {
  const place = findWebKit();
  if (!place) return null;
  const launcher = new WebKitLauncher(place);
  const id = "page";
  const page = {
    goto: (url: string) => launcher.startSession(id, url),
    evaluate: <Result>(run: () => Result) => launcher.execute<Awaited<Result>>(`return (${run})()`),
    async waitForFunction(run: () => unknown): Promise<unknown> {
      for (const end = Date.now() + TIMEOUT_MS; ; await wait(50)) {
        // A command fails while the page has no document.
        const value = await launcher.execute(`return Boolean((${run})())`).catch(() => false);
        if (value) return value;
        if (Date.now() > end) throw new Error(`WebKitGTK: never became true: ${run}`);
      }
    },
    close: () => launcher.stopSession(id).then(() => undefined),
  };
  return { newPage: async () => page, close: () => launcher.stop() };
}
