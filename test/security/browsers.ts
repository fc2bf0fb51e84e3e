import puppeteer from "puppeteer";
import { findFirefox } from "../runner/find-browser.js";
import { launchBrowser } from "../support/playwright.js";
import type { Probe } from "./probe.js";

/** A page that the probe watches from inside, and its dialogs from outside. */
export interface WatchedPage {
  /** Calls one of the probe's functions in the page. */
  call<Name extends keyof Probe>(
    name: Name,
    ...args: Parameters<Probe[Name]>
  ): Promise<Awaited<ReturnType<Probe[Name]>>>;
  /** Dialogs that opened; each was dismissed. */
  readonly dialogs: readonly string[];
  /** Loads another page, or the same one anew, in the same tab. */
  goto(url: string): Promise<unknown>;
  close(): Promise<void>;
}

export interface WatchedBrowser {
  readonly name: string;
  open(url: string): Promise<WatchedPage>;
  close(): Promise<void>;
}

/** The browsers of this machine: Chromium always, Firefox where there is one. */
export async function launchBrowsers(): Promise<readonly WatchedBrowser[]> {
  const firefox = await findFirefox();
  return firefox ? [await chromium(), await viaBidi(firefox)] : [await chromium()];
}

/** What both drivers' pages have in common, as far as it is used here. */
interface DriverPage {
  evaluate<Arg, Result>(run: (arg: Arg) => Result, arg: Arg): Promise<Awaited<Result>>;
  goto(url: string): Promise<unknown>;
  close(): Promise<void>;
}

async function chromium(): Promise<WatchedBrowser> {
  const browser = await launchBrowser();
  return {
    name: "Chromium",
    open: async (url) => {
      const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
      const dialogs: string[] = [];
      page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      return watch(page as DriverPage, url, dialogs);
    },
    close: () => browser.close(),
  };
}

async function viaBidi(executablePath: string): Promise<WatchedBrowser> {
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  return {
    name: "Firefox",
    open: async (url) => {
      const page = await browser.newPage();
      const dialogs: string[] = [];
      page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      return watch(page as unknown as DriverPage, url, dialogs);
    },
    close: () => browser.close(),
  };
}

async function watch(page: DriverPage, url: string, dialogs: string[]): Promise<WatchedPage> {
  await page.goto(url);
  return {
    dialogs,
    call: (name, ...args) =>
      page.evaluate(
        async ([name, args]) => {
          const { probe } = globalThis as unknown as {
            probe: Record<string, (...args: unknown[]) => unknown>;
          };
          return (await probe[name]!(...args)) as never;
        },
        [name as string, args as unknown[]] as const,
      ),
    goto: (url) => page.goto(url),
    close: () => page.close(),
  };
}
