import { chromium, type CDPSession, type Page } from "playwright";
import { CHROMIUM_FLAGS, findChromium } from "../runner/find-browser.js";
import { DeliverySite } from "../support/delivery-site.js";
import { SeededPlan } from "./plan.js";
import { compare } from "./soak-core.js";
import type { Report } from "./report.js";

const RELOADS = 200;
const MOUNTS = 500;

async function withPage<T>(work: (page: Page, site: DeliverySite) => Promise<T>): Promise<T> {
  const site = await DeliverySite.start();
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
  try {
    return await work(await browser.newPage(), site);
  } finally {
    await browser.close();
    await site.close();
  }
}

/** 200 reloads, each with messages that are not sent yet. */
export function reloads(): Promise<Report> {
  return withPage(async (page, site) => {
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
    const isDone = await page
      .waitForFunction(
        (count) =>
          document.querySelector("oc-session")!.entries.filter(({ seq }) => seq !== null).length === count,
        texts.length + 1,
        { timeout: 120_000 },
      )
      .then(
        () => true,
        () => false,
      );
    const held = (await site.log(id)).slice(1);
    const complaints = [...uncaught, ...(isDone ? [] : ["not at rest"])];
    return {
      ...compare(texts, held, `${RELOADS} reloads with unsent messages, ${plan.faults} faults`),
      complaints,
    };
  });
}

/** 500 mounts and unmounts: nothing stays, and the heap does not climb. */
export function mounts(): Promise<Report> {
  return withPage(async (page, site) => {
    const { url } = await site.newChat();
    await page.goto(url);
    await page.waitForFunction(() => document.querySelector("oc-session")?.connection === "live");
    const devtools = await page.context().newCDPSession(page);
    await cycle(page, url, 50);
    const heaps = [await heapOf(devtools)];
    for (let group = 0; group < 3; group += 1) {
      await cycle(page, url, (MOUNTS - 50) / 3);
      heaps.push(await heapOf(devtools));
    }
    const deadline = performance.now() + 5_000;
    while (site.proxy.open > 0 && performance.now() < deadline)
      await new Promise((over) => setTimeout(over, 20));
    const detached = await detachedElements(devtools);
    const growth = heaps.slice(1).map((heap, i) => heap - heaps[i]!);
    const complaints = [
      ...(site.proxy.open > 0 ? [`${site.proxy.open} connections stay open`] : []),
      ...(detached > 0 ? [`${detached} detached elements`] : []),
      ...(growth.every((bytes) => bytes > 100_000) ? [`the heap climbs: ${heaps.join(", ")}`] : []),
    ];
    const kilobytes = heaps.map((heap) => `${Math.round(heap / 1024)} KB`).join(", ");
    const did = `${MOUNTS} mounts: ${site.proxy.open} connections open, ${detached} detached elements, heap ${kilobytes}`;
    return { did, lost: 0, doubled: 0, reordered: 0, complaints };
  });
}

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

/** Chat elements that live on though no document has them. */
async function detachedElements(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { result } = await devtools.send("Runtime.evaluate", {
    expression: "customElements.get('oc-session').prototype",
  });
  const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: result.objectId! });
  const { result: count } = await devtools.send("Runtime.callFunctionOn", {
    objectId: objects.objectId!,
    functionDeclaration: "function () { return this.length }",
    returnByValue: true,
  });
  return Number(count.value);
}
