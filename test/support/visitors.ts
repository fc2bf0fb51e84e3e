import type { Page as BidiPage } from "puppeteer";
import puppeteer from "puppeteer";
import type { Page } from "playwright";
import { findFirefox } from "../runner/find-browser.js";
import { launchBrowser } from "./playwright.js";

/** A person at a page, in any browser: the interface that the drivers of Chromium and Firefox share. */
export interface Visitor {
  goto(url: string): Promise<unknown>;
  /** Runs `run` in the page. */
  ask<Argument, Answer>(run: (argument: Argument) => Answer, argument?: Argument): Promise<Awaited<Answer>>;
  /** Waits until `run` returns something truthy in the page, at most {@link TIMEOUT_MS}. */
  until<Argument>(run: (argument: Argument) => unknown, argument?: Argument): Promise<unknown>;
  /** Presses the mouse in the middle of the first element that `selector` finds, also in shadow roots. */
  click(selector: string): Promise<void>;
  wheel(pixels: number): Promise<void>;
  readonly keyboard: Pick<Page["keyboard"], "press" | "type">;
  close(): Promise<void>;
}

export interface VisitorsBrowser {
  readonly name: string;
  visit(): Promise<Visitor>;
  close(): Promise<void>;
}

/** The longest time that a page may take to fulfil a condition. */
const TIMEOUT_MS = 30_000;

const WINDOW = { width: 1100, height: 760 };

/** Chromium, and Firefox if it is installed. */
export async function visitorsBrowsers(): Promise<readonly VisitorsBrowser[]> {
  const executablePath = await findFirefox();
  return executablePath ? [await chromium(), await firefox(executablePath)] : [await chromium()];
}

async function chromium(): Promise<VisitorsBrowser> {
  const browser = await launchBrowser();
  return {
    name: "Chromium",
    visit: async () => {
      const context = await browser.newContext({ viewport: WINDOW });
      const page = await context.newPage();
      const until: Visitor["until"] = (run, argument) =>
        page.waitForFunction(run as () => unknown, argument as never, { timeout: TIMEOUT_MS });
      const wheel = (pixels: number) => page.mouse.wheel(0, pixels);
      return visitor(page as unknown as Driver, until, wheel, () => context.close());
    },
    close: () => browser.close(),
  };
}

async function firefox(executablePath: string): Promise<VisitorsBrowser> {
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  return {
    name: "Firefox",
    visit: async () => {
      const context = await browser.createBrowserContext();
      const page: BidiPage = await context.newPage();
      await page.setViewport(WINDOW);
      const until: Visitor["until"] = (run, argument) =>
        page.waitForFunction(run as () => unknown, { timeout: TIMEOUT_MS }, argument);
      const wheel = (deltaY: number) => page.mouse.wheel({ deltaY });
      return visitor(page as unknown as Driver, until, wheel, () => context.close());
    },
    close: () => browser.close(),
  };
}

interface Driver {
  goto(url: string): Promise<unknown>;
  evaluate(run: unknown, argument: unknown): Promise<unknown>;
  readonly mouse: Record<"click" | "move", (x: number, y: number) => Promise<unknown>>;
  readonly keyboard: Visitor["keyboard"];
}

function visitor(
  page: Driver,
  until: Visitor["until"],
  wheel: Visitor["wheel"],
  close: Visitor["close"],
): Visitor {
  return {
    goto: (url) => page.goto(url),
    ask: (run, argument) => page.evaluate(run, argument) as never,
    until,
    click: async (selector) => {
      await until(centreOf, selector);
      const [x, y] = (await page.evaluate(centreOf, selector)) as [number, number];
      // Wheel events occur at the last position of the mouse.
      await page.mouse.move(x, y);
      await page.mouse.click(x, y);
    },
    wheel,
    keyboard: page.keyboard,
    close,
  };
}

/** Runs in the page: the centre of an element; null if it is not visible. */
function centreOf(selector: string): [x: number, y: number] | null {
  let element: Element | null = null;
  const roots: ParentNode[] = [document];
  for (const root of roots) {
    element ??= root.querySelector(selector);
    for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot) roots.push(shadowRoot);
  }
  const { x, y, width, height } = element?.getBoundingClientRect() ?? new DOMRect();
  return element?.checkVisibility({ visibilityProperty: true }) && width > 0
    ? [x + width / 2, y + height / 2]
    : null;
}
