import { chromium, type BrowserContext, type CDPSession, type Page } from "playwright";
import { CHROMIUM_FLAGS, findChromium } from "../runner/find-browser.js";
import { DeliverySite } from "../support/delivery-site.js";
import { livingElements } from "../support/living-elements.js";
import { type Fault, SeededPlan } from "../../demo/fault-network/plan.js";
import type { WireName } from "../support/wires.js";
import { compare } from "./soak-core.js";
import type { Report } from "./report.js";

const RELOADS = 200;
const MOUNTS = 500;
const TABS = 8;
const MESSAGES_OF_A_TAB = 25;

async function withBrowser<T>(
  wire: WireName,
  work: (tabs: BrowserContext, site: DeliverySite) => Promise<T>,
): Promise<T> {
  const site = await DeliverySite.start(wire);
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
  try {
    return await work(await browser.newContext(), site);
  } finally {
    await browser.close();
    await site.close();
  }
}

/** Sends from eight tabs of a browser at the same time; one of them is closed before its messages are sent. */
export function tabs(wire: WireName): Promise<Report> {
  return withBrowser(wire, async (context, site) => {
    const { id, url } = await site.newChat();
    const plan = new SeededPlan(3, 0.3);
    const uncaught: string[] = [];
    context.on("weberror", (error) => uncaught.push(error.error().message));
    const pages = await Promise.all(Array.from({ length: TABS }, () => context.newPage()));
    for (const page of pages) {
      await page.goto(url);
      await page.waitForFunction(() => document.querySelector("oc-session")?.connection === "live");
    }
    // Without silent connections, because each would take half a minute by the page's clock.
    const isSilence = ({ answer, end }: Fault) => answer === "mute" || end?.how === "silence";
    site.proxy.plan = { next: (route) => [plan.next(route)].find((fault) => !isSilence(fault)) ?? {} };
    const texts = await Promise.all(
      pages.map((page, tab) =>
        page.evaluate(
          ([name, count]) =>
            Array.from({ length: count }, (_, i) => {
              document
                .querySelector("oc-session")!
                .send(`${name} message ${i}`)
                .catch(() => {});
              return `${name} message ${i}`;
            }),
          [`tab ${tab}`, MESSAGES_OF_A_TAB] as const,
        ),
      ),
    );
    await pages.pop()!.close();
    const sent = texts.flat();
    const isDone = await Promise.all(pages.map((page) => showsAll(page, sent.length + 1)));
    const logged = (await site.log(id)).slice(1);
    const report = compare([...sent].sort(), [...logged].sort(), "");
    const shown = await Promise.all(
      pages.map(async (page) => compare(logged, (await shownIn(page)).slice(1), "")),
    );
    const sum = (of: (report: Report) => number) =>
      shown.reduce((total, each) => total + of(each), of(report));
    return {
      size: `${TABS} tabs, ${sent.length} messages, one tab closed, ${plan.faults} faults`,
      lost: sum(({ lost }) => lost),
      doubled: sum(({ doubled }) => doubled),
      reordered: sum(({ reordered }) => reordered),
      violations: [...uncaught, ...(isDone.every(Boolean) ? [] : ["not at rest"])],
    };
  });
}

/** Whether a page shows `count` entries of the log within two minutes. */
function showsAll(page: Page, count: number): Promise<boolean> {
  const isDone = page.waitForFunction(
    (wanted) =>
      document.querySelector("oc-session")!.entries.filter(({ seq }) => seq !== null).length === wanted,
    count,
    { timeout: 120_000 },
  );
  return isDone.then(
    () => true,
    () => false,
  );
}

function shownIn(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    document
      .querySelector("oc-session")!
      .entries.map((entry) => (entry.kind === "message" ? entry.text : "")),
  );
}

/** Reloads a page 200 times, each time with messages that are not sent yet. */
export function reloads(wire: WireName): Promise<Report> {
  return withBrowser(wire, async (context, site) => {
    const page = await context.newPage();
    const { id, url } = await site.newChat();
    const plan = new SeededPlan(4, 0.5);
    site.proxy.plan = plan;
    const texts: string[] = [];
    const uncaught: string[] = [];
    page.on("pageerror", ({ message }) => uncaught.push(message));
    await page.goto(url);
    for (let i = 0; i < RELOADS; i += 1) {
      await page.waitForFunction(() => document.querySelector("oc-session")?.matches(":defined"));
      const text = `before reload ${i}`;
      texts.push(text);
      await page.evaluate(async (message) => {
        const chat = document.querySelector("oc-session")!;
        await new Promise((opened) => setTimeout(opened));
        chat.send(message).catch(() => {});
      }, text);
      await page.waitForFunction(
        (message) =>
          JSON.stringify({ ...localStorage }).includes(message) ||
          document
            .querySelector("oc-session")!
            .entries.some((entry) => entry.kind === "message" && entry.text === message),
        text,
      );
      await page.reload();
    }
    plan.heal();
    const isDone = await showsAll(page, texts.length + 1);
    const logged = (await site.log(id)).slice(1);
    const violations = [...uncaught, ...(isDone ? [] : ["not at rest"])];
    return {
      ...compare(texts, logged, `${RELOADS} reloads with unsent messages, ${plan.faults} faults`),
      violations,
    };
  });
}

/** Connects and removes 500 elements: no element, timer or connection may remain, and the heap must not grow. */
export function mounts(wire: WireName): Promise<Report> {
  return withBrowser(wire, async (context, site) => {
    const page = await context.newPage();
    const { url } = await site.newChat();
    await page.addInitScript(COUNT_TIMERS);
    await page.goto(url);
    await page.waitForFunction(() => document.querySelector("oc-session")?.connection === "live");
    const timersOf = () => page.evaluate(() => (window as unknown as { timers: Set<unknown> }).timers.size);
    const hasCounted = (await timersOf()) > 0;
    const devtools = await context.newCDPSession(page);
    await cycle(page, url, 50);
    const heaps = [await heapOf(devtools)];
    for (let group = 0; group < 3; group += 1) {
      await cycle(page, url, (MOUNTS - 50) / 3);
      heaps.push(await heapOf(devtools));
    }
    const deadline = performance.now() + 5_000;
    while (site.proxy.open > 0 && performance.now() < deadline)
      await new Promise((over) => setTimeout(over, 20));
    const timers = await timersOf();
    const detached = await livingElements(devtools, "oc-session");
    const growth = heaps.slice(1).map((heap, i) => heap - heaps[i]!);
    const violations = [
      ...(site.proxy.open > 0 ? [`${site.proxy.open} connections are still open`] : []),
      ...(hasCounted ? [] : ["no timer was counted"]),
      ...(timers > 0 ? [`${timers} timers are still pending`] : []),
      ...(detached > 0 ? [`${detached} detached elements`] : []),
      ...(growth.every((bytes) => bytes > 100_000) ? [`the heap grows: ${heaps.join(", ")}`] : []),
    ];
    const kilobytes = heaps.map((heap) => `${Math.round(heap / 1024)} KB`).join(", ");
    const size =
      `${MOUNTS} mounts: ${site.proxy.open} connections open, ${timers} timers, ` +
      `${detached} detached elements, heap ${kilobytes}`;
    return { size, lost: 0, doubled: 0, reordered: 0, violations };
  });
}

/** Maintains `window.timers`, the ids of the page's pending timers. */
const COUNT_TIMERS = `
  window.timers = new Set();
  const { setTimeout: set, clearTimeout: clear, setInterval: repeat, clearInterval: end } = window;
  const count = (id) => (timers.add(id), id);
  window.setTimeout = (callback, ...rest) => {
    const id = set((...values) => (timers.delete(id), callback(...values)), ...rest);
    return count(id);
  };
  window.setInterval = (...values) => count(repeat(...values));
  window.clearTimeout = (id) => (timers.delete(id), clear(id));
  window.clearInterval = (id) => (timers.delete(id), end(id));
`;

/** Connects and removes an element `times` times: half of them once they are live, the others while they connect. */
async function cycle(page: Page, url: string, times: number): Promise<void> {
  await page.evaluate(
    async ([query, count]) => {
      document.querySelector("oc-session")?.remove();
      for (let i = 0; i < Number(count); i += 1) {
        const element = document.createElement("oc-session");
        for (const [name, value] of new URLSearchParams(String(query))) element.setAttribute(name, value);
        document.body.append(element);
        const wanted = i % 2 ? "connecting" : "live";
        while (element.connection !== wanted && element.connection !== "live") {
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        element.remove();
      }
      // The browser's list of resource timings would grow, too.
      performance.clearResourceTimings();
      await new Promise((resolve) => setTimeout(resolve, 300));
    },
    [url.split("#")[1]!, times],
  );
}

async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return usedSize;
}
