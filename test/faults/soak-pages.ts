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

/** Eight tabs of a browser that write at once, one of them closed in the middle of it. */
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
    // Silence is left to the parts whose clock runs fast: here it would cost half a minute each.
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
    const wanted = texts.flat();
    const isDone = await Promise.all(pages.map((page) => hasAll(page, wanted.length + 1)));
    const held = (await site.log(id)).slice(1);
    const report = compare([...wanted].sort(), [...held].sort(), "");
    const shown = await Promise.all(
      pages.map(async (page) => compare(held, (await shownIn(page)).slice(1), "")),
    );
    const sum = (of: (report: Report) => number) =>
      shown.reduce((total, each) => total + of(each), of(report));
    return {
      did: `${TABS} tabs, ${wanted.length} messages, one tab closed, ${plan.faults} faults`,
      lost: sum(({ lost }) => lost),
      doubled: sum(({ doubled }) => doubled),
      reordered: sum(({ reordered }) => reordered),
      complaints: [...uncaught, ...(isDone.every(Boolean) ? [] : ["not at rest"])],
    };
  });
}

/** Whether a page comes to show so many events of the log. */
function hasAll(page: Page, count: number): Promise<boolean> {
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

/** 200 reloads, each with messages that are not sent yet. */
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
    const isDone = await hasAll(page, texts.length + 1);
    const held = (await site.log(id)).slice(1);
    const complaints = [...uncaught, ...(isDone ? [] : ["not at rest"])];
    return {
      ...compare(texts, held, `${RELOADS} reloads with unsent messages, ${plan.faults} faults`),
      complaints,
    };
  });
}

/** 500 mounts and unmounts: nothing stays, and the heap does not climb. */
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
    const complaints = [
      ...(site.proxy.open > 0 ? [`${site.proxy.open} connections stay open`] : []),
      ...(hasCounted ? [] : ["timers were not counted"]),
      ...(timers > 0 ? [`${timers} timers run on`] : []),
      ...(detached > 0 ? [`${detached} detached elements`] : []),
      ...(growth.every((bytes) => bytes > 100_000) ? [`the heap climbs: ${heaps.join(", ")}`] : []),
    ];
    const kilobytes = heaps.map((heap) => `${Math.round(heap / 1024)} KB`).join(", ");
    const did =
      `${MOUNTS} mounts: ${site.proxy.open} connections open, ${timers} timers, ` +
      `${detached} detached elements, heap ${kilobytes}`;
    return { did, lost: 0, doubled: 0, reordered: 0, complaints };
  });
}

/** Keeps `window.timers`, those of the page that are set and have not gone off. */
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
      // The browser's own record of requests grows too, up to its limit.
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
