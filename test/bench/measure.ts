import type { Browser, CDPSession, Page } from "playwright";
import { type EventDraft, growingAnswer } from "./agent-log.js";
import type { BenchPage, Drawings, Moments } from "./pages/bench-page.js";
import type { Found } from "./pages/finding.js";
import type { Frames } from "./pages/frames.js";
import { OPENED } from "./pages/opened.js";
import type { BenchServer, LineName } from "./server.js";

declare const window: { page: BenchPage; drawings?: () => Drawings };

/** The page that is opened: a contender's, with `count` messages. */
export interface Subject {
  readonly contender: string;
  readonly count: number;
  /** The simulated network; default none. */
  readonly line?: LineName;
  /** Further parameters of the page's address, beginning with `&`. */
  readonly query?: string;
}

/** The moments and costs until the last message was painted. */
export interface Arrival extends Moments {
  /** The number of bytes that were transferred to the browser. */
  readonly bytes: number;
  /** Milliseconds that the main thread ran scripts. */
  readonly running: number;
  /** Milliseconds that the main thread worked. */
  readonly busy: number;
}

/** What a page contains after a number of messages. */
export interface Content {
  readonly messages: number;
  /** Bytes of JavaScript heap after garbage collection. */
  readonly heap: number;
  readonly elements: number;
  /** The number of trees that are not in the document and still referenced. */
  readonly detached: number;
}

/** The costs of opening a page. */
export interface Visit {
  readonly ms: number;
  readonly bytes: number;
}

/** The length of the growing answer, and the number of its fragments. */
const ANSWER = { chars: 20_000, deltas: 1_000 };
/** A fifth of the fragments. */
const FIFTH = ANSWER.deltas / 5;
/** How long the frames of a page without news are watched. */
const AT_REST_MS = 3_000;

/** How long a page is left idle before a measurement. */
const IDLE_MS = 1_000;

/** Opens pages of contenders and measures their costs. Each page has a new browser context, so nothing is cached. */
export class Measurer {
  readonly #browser: Browser;
  readonly #server: BenchServer;

  constructor(browser: Browser, server: BenchServer) {
    this.#browser = browser;
    this.#server = server;
  }

  /** Milliseconds from the navigation until two frames after the last message was painted, and the longest task. */
  async open(subject: Subject, slowdown = 1): Promise<{ ms: number; longest: number }> {
    return this.#visit(
      subject,
      async ({ page }, ms) => {
        await page.waitForTimeout(100);
        return { ms, longest: await page.evaluate(() => window.page.longestTask()) };
      },
      { slowdown },
    );
  }

  /**
   * Milliseconds from the navigation until the last message was painted, and the transferred bytes, at the first visit
   * and after a reload.
   */
  async visitTwice(subject: Subject & { readonly line: LineName }): Promise<{ first: Visit; reload: Visit }> {
    const takeBytes = () => this.#server.takeBytes(subject.line);
    await takeBytes();
    return this.#visit(subject, async ({ page }, ms) => {
      const first = { ms, bytes: await takeBytes() };
      // Files that are loaded in idle time belong to the first visit.
      await page.waitForTimeout(IDLE_MS);
      await takeBytes();
      const opened = openedOn(page);
      await page.reload({ waitUntil: "commit" });
      return { first, reload: { ms: await opened, bytes: await takeBytes() } };
    });
  }

  /** When the composer is usable and the first message is painted, with the costs. */
  async arrival(subject: Subject & { readonly line: LineName }, slowdown: number): Promise<Arrival> {
    await this.#server.takeBytes(subject.line);
    return this.#visit(
      subject,
      async ({ page, cdp }) => {
        const bytes = await this.#server.takeBytes(subject.line);
        const { metrics } = await cdp.send("Performance.getMetrics");
        const ms = (metric: string) => (metrics.find(({ name }) => name === metric)?.value ?? NaN) * 1000;
        const moments = await page.evaluate(() => window.page.moments());
        return { ...moments, bytes, running: ms("ScriptDuration"), busy: ms("TaskDuration") };
      },
      { slowdown, isTimed: true },
    );
  }

  /** The drawings until a page has opened, and while it reads the rest of the log. */
  async drawings(subject: Subject): Promise<Drawings> {
    return this.#visit({ ...subject, query: `${subject.query ?? ""}&drawings` }, async ({ page }) => {
      await page.waitForTimeout(IDLE_MS);
      return page.evaluate(() => window.drawings?.() ?? { frames: NaN, elements: NaN });
    });
  }

  /** Searches the whole log for each text. `longest` is the longest task; 0 if none took 50 ms. */
  async find(subject: Subject, texts: readonly string[]): Promise<readonly (Found & { longest: number })[]> {
    return this.#visit(subject, async ({ page }) => {
      await page.waitForTimeout(IDLE_MS);
      const searches: (Found & { longest: number })[] = [];
      for (const text of texts) {
        await page.evaluate(() => window.page.forgetTasks());
        const found = await page.evaluate((sought) => window.page.find?.(sought), text);
        if (!found) throw new Error(`${subject.contender} has no search.`);
        // The browser reports a task after its end.
        await page.waitForTimeout(200);
        searches.push({ ...found, longest: await page.evaluate(() => window.page.longestTask()) });
      }
      return searches;
    });
  }

  /** Main-thread milliseconds for one further message: the mean of `times` messages, `pauseMs` apart. */
  async append(subject: Subject, times: number, pauseMs: number): Promise<number> {
    return this.#visit(subject, async ({ page, cdp }) => {
      await page.waitForTimeout(1000);
      await this.#appendSome(page, subject.count, 4, pauseMs);
      const idle = await busy(cdp, () => page.waitForTimeout(times * pauseMs));
      const active = await busy(cdp, () => this.#appendSome(page, subject.count + 4, times, pauseMs));
      const text = await page.evaluate(() => window.page.lastText());
      const last = subject.count + 4 + times;
      if (!text.includes(`End of message ${last}.`))
        throw new Error(`${subject.contender} does not show message ${last}.`);
      return (active - idle) / times;
    });
  }

  /** Processor milliseconds of the main thread for a fragment: means of an answer's first and last fifth. */
  async deltaCost(count: number, perSecond: number): Promise<{ first: number; last: number }> {
    return this.#answer(count, perSecond, async ({ page, cdp }, deltas, append) => {
      const idle = await busy(cdp, () => page.waitForTimeout((FIFTH * 1000) / perSecond), "threadTicks");
      const costOf = async (part: readonly EventDraft[]) =>
        ((await busy(cdp, () => append(part), "threadTicks")) - idle) / FIFTH;
      const first = await costOf(deltas.slice(0, FIFTH));
      await append(deltas.slice(FIFTH, -FIFTH));
      return { first, last: await costOf(deltas.slice(-FIFTH)) };
    });
  }

  /** Frames and the longest task while an answer grows, and before, while the turn runs without news. */
  async deltaFrames(count: number, perSecond: number): Promise<{ atRest: Frames; growing: Frames }> {
    return this.#answer(count, perSecond, async ({ page }, deltas, append) => {
      const framesDuring = async (work: () => Promise<unknown>) => {
        await page.evaluate(() => window.page.watchFrames());
        await work();
        return page.evaluate(() => window.page.framesWatched());
      };
      const atRest = await framesDuring(() => page.waitForTimeout(AT_REST_MS));
      return { atRest, growing: await framesDuring(() => append(deltas)) };
    });
  }

  /** The number of elements after opening, and after scrolling from the end to the start. */
  async elements(subject: Subject): Promise<{ opened: number; scrolled: number }> {
    return this.#visit(subject, async ({ page }) => {
      const opened = await page.evaluate(() => window.page.countElements());
      await page.evaluate(() => window.page.scrollThrough());
      await page.waitForTimeout(500);
      return { opened, scrolled: await page.evaluate(() => window.page.countElements()) };
    });
  }

  /** The longest task while scrolling to the start, 0 if none took 50 ms, and the number of elements there. */
  async scrolledThrough(subject: Subject): Promise<{ longest: number; elements: number }> {
    return this.#visit(subject, async ({ page }) => {
      await page.waitForTimeout(IDLE_MS);
      await page.evaluate(() => window.page.forgetTasks());
      await page.evaluate(() => window.page.scrollThrough());
      await page.waitForTimeout(500);
      const longest = await page.evaluate(() => window.page.longestTask());
      return { longest, elements: await page.evaluate(() => window.page.countElements()) };
    });
  }

  /** Bytes of JavaScript heap after garbage collection. */
  async heap(subject: Subject): Promise<number> {
    return this.#visit(subject, async ({ page, cdp }) => {
      await page.waitForTimeout(1000);
      return usedHeap(cdp);
    });
  }

  /** Scrolls from the end to the start in `seconds`; `p95` is the 95th percentile of the frame times. */
  async scroll(subject: Subject, seconds: number): Promise<{ p95: number; blanks: number; frames: number }> {
    return this.#visit(subject, async ({ page }) => {
      await page.waitForTimeout(1000);
      return page.evaluate((duration) => window.page.scrollToStart(duration), seconds * 1000);
    });
  }

  /** Sends `total` messages in bursts to one open page; resolves with its content after each part of them. */
  async grow(
    subject: Subject,
    { total, parts, burst, pauseMs }: { total: number; parts: number; burst: number; pauseMs: number },
  ): Promise<readonly Content[]> {
    return this.#visit(subject, async ({ page, cdp }) => {
      await cdp.send("DOM.enable");
      const contents: Content[] = [];
      for (let sent = 0; sent < total;) {
        for (let i = 0; i < burst && sent < total; i += 1) this.#server.append(subject.count + (sent += 1));
        await page.waitForTimeout(pauseMs);
        if (sent % Math.floor(total / parts) >= burst) continue;
        await page.waitForTimeout(3000);
        const messages = subject.count + sent;
        const heap = await usedHeap(cdp);
        const { detachedNodes } = await cdp.send("DOM.getDetachedDomNodes");
        const elements = await page.evaluate(() => window.page.countElements());
        contents.push({ messages, heap, elements, detached: detachedNodes.length });
      }
      return contents;
    });
  }

  /** Opens a transcript on the serverless wire; `work` appends the fragments of a further answer. */
  async #answer<T>(
    count: number,
    perSecond: number,
    work: (
      open: { page: Page; cdp: CDPSession },
      deltas: readonly EventDraft[],
      append: (part: readonly EventDraft[]) => Promise<void>,
    ) => Promise<T>,
  ): Promise<T> {
    const { opening, deltas, ending } = growingAnswer(count, ANSWER);
    const append = (drafts: readonly EventDraft[]) => this.#server.appendEvents({ count, drafts, perSecond });
    const mark = `End of message ${count + 2}.`;
    const marks = (page: Page) =>
      page.evaluate((text) => window.page.lastText().split(text).length - 1, mark);
    try {
      return await this.#visit({ contender: "ours-serverless", count }, async (open) => {
        await append(opening);
        // The page polls every second, so it knows of the turn then.
        await open.page.waitForTimeout(2000);
        const result = await work(open, deltas, append);
        await open.page.waitForTimeout(500);
        if ((await marks(open.page)) !== 1) throw new Error("The last fragment of the answer is not shown.");
        await append(ending);
        await open.page.waitForTimeout(500);
        if ((await marks(open.page)) !== 1)
          throw new Error("The completed answer did not replace its fragments.");
        return result;
      });
    } finally {
      this.#server.reset(count);
    }
  }

  async #appendSome(page: Page, after: number, times: number, pauseMs: number): Promise<void> {
    for (let i = 1; i <= times; i += 1) {
      this.#server.append(after + i);
      await page.waitForTimeout(pauseMs);
    }
  }

  async #visit<T>(
    { contender, count, line = "loopback", query = "" }: Subject,
    read: (open: { page: Page; cdp: CDPSession }, ms: number) => Promise<T>,
    { slowdown = 1, isTimed = false }: { slowdown?: number; isTimed?: boolean } = {},
  ): Promise<T> {
    const context = await this.#browser.newContext({ viewport: { width: 800, height: 600 } });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(180_000);
      const cdp = await context.newCDPSession(page);
      if (isTimed) await cdp.send("Performance.enable");
      if (slowdown > 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
      // Starting a tab's process keeps both cores busy, which must not be part of the measurement.
      await page.waitForTimeout(IDLE_MS);
      const opened = openedOn(page);
      const origin = this.#server.origins[line];
      await page.goto(`${origin}/${contender}.html?count=${count}${query}`, { waitUntil: "commit" });
      return await read({ page, cdp }, await opened);
    } finally {
      await context.close();
    }
  }
}

/**
 * When the page has opened, in milliseconds since its navigation. The page logs it, because polling would run scripts
 * during the measurement.
 */
async function openedOn(page: Page): Promise<number> {
  const message = await page.waitForEvent("console", (logged) => logged.text().startsWith(OPENED));
  return Number(message.text().slice(OPENED.length));
}

/**
 * Milliseconds that the main thread was busy during `work`: by the clock, `timeTicks`, or by the processor,
 * `threadTicks`, which excludes waiting for a core. Each page must be measured in only one of the two.
 */
async function busy(
  cdp: CDPSession,
  work: () => Promise<unknown>,
  timeDomain: "timeTicks" | "threadTicks" = "timeTicks",
): Promise<number> {
  await cdp.send("Performance.enable", { timeDomain });
  const before = await taskSeconds(cdp);
  await work();
  return ((await taskSeconds(cdp)) - before) * 1000;
}

async function taskSeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
}

/** Bytes of JavaScript heap in use after garbage collection. */
async function usedHeap(cdp: CDPSession): Promise<number> {
  await cdp.send("HeapProfiler.enable");
  for (let i = 0; i < 3; i += 1) await cdp.send("HeapProfiler.collectGarbage");
  return (await cdp.send("Runtime.getHeapUsage")).usedSize;
}
