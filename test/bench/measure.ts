import type { Browser, CDPSession, Page } from "playwright";
import { growingAnswer, type Told } from "./agent-log.js";
import type { BenchPage, Drawings, Moments } from "./pages/bench-page.js";
import type { Found } from "./pages/finding.js";
import type { Frames } from "./pages/frames.js";
import { OPENED } from "./pages/opened.js";
import type { BenchServer, LineName } from "./server.js";

declare const window: { page: BenchPage; drawings?: () => Drawings };

/** What is opened: a contender's page with so many messages. */
export interface Subject {
  readonly contender: string;
  readonly count: number;
  /** The line between browser and server. Default none. */
  readonly line?: LineName;
  /** More of the page's address. */
  readonly query?: string;
}

/** What it took until a chat was there. */
export interface Arrival extends Moments {
  /** What the line carried until the last message was painted, in bytes. */
  readonly bytes: number;
  /** How long the main thread ran scripts, and did anything, in milliseconds of the clock. */
  readonly running: number;
  readonly busy: number;
}

/** What a page holds after so many messages. */
export interface Held {
  readonly messages: number;
  /** Bytes of JavaScript heap after garbage collection. */
  readonly heap: number;
  readonly elements: number;
  /** Trees of elements that are out of the document and still held by somebody. */
  readonly detached: number;
}

/** What it took to open a page. */
export interface Visit {
  readonly ms: number;
  readonly bytes: number;
}

/** The answer that grows: mixed markdown of so many characters, in so many fragments. */
const ANSWER = { chars: 20_000, deltas: 1_000 };
/** How long the frames of a page without news are watched, in milliseconds. */
const AT_REST = 3_000;
/** A fifth of them. */
const FIFTH = ANSWER.deltas / 5;

/** How long a new tab is left alone before it opens anything, in milliseconds. */
const REST = 1_000;

/** Opens pages of contenders and reads off what they cost. Every page is fresh: nothing is cached. */
export class Measurer {
  readonly #browser: Browser;
  readonly #server: BenchServer;

  constructor(browser: Browser, server: BenchServer) {
    this.#browser = browser;
    this.#server = server;
  }

  /** Milliseconds from navigation to the last message painted plus two frames, and the longest task on the way. */
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
   * Milliseconds from navigation to the last message painted, at the first visit and when the page is loaded again,
   * and the bytes that either took.
   */
  async visitTwice(subject: Subject & { readonly line: LineName }): Promise<{ first: Visit; reload: Visit }> {
    const taken = () => this.#server.takeBytes(subject.line);
    await taken();
    return this.#visit(subject, async ({ page }, ms) => {
      const first = { ms, bytes: await taken() };
      // What is read when nothing else is to be done belongs to the first visit.
      await page.waitForTimeout(REST);
      await taken();
      const opened = openedOn(page);
      await page.reload({ waitUntil: "commit" });
      return { first, reload: { ms: await opened, bytes: await taken() } };
    });
  }

  /** When a chat can be used and shows a message, and what that took. */
  async arrival(subject: Subject & { readonly line: LineName }, slowdown: number): Promise<Arrival> {
    await this.#server.takeBytes(subject.line);
    return this.#visit(
      subject,
      async ({ page, cdp }) => {
        const bytes = await this.#server.takeBytes(subject.line);
        const { metrics } = await cdp.send("Performance.getMetrics");
        const ms = (wanted: string) => (metrics.find(({ name }) => name === wanted)?.value ?? NaN) * 1000;
        const moments = await page.evaluate(() => window.page.moments());
        return { ...moments, bytes, running: ms("ScriptDuration"), busy: ms("TaskDuration") };
      },
      { slowdown, isTimed: true },
    );
  }

  /** What is drawn until a page has opened, and while it reads on. */
  async drawings(subject: Subject): Promise<Drawings> {
    return this.#visit({ ...subject, query: `${subject.query ?? ""}&drawings` }, async ({ page }) => {
      await page.waitForTimeout(REST);
      return page.evaluate(() => window.drawings?.() ?? { frames: NaN, elements: NaN });
    });
  }

  /** Searches the whole log for each text; the longest task of each search, 0 when none took 50 ms. */
  async find(subject: Subject, texts: readonly string[]): Promise<readonly (Found & { longest: number })[]> {
    return this.#visit(subject, async ({ page }) => {
      await page.waitForTimeout(REST);
      const searches: (Found & { longest: number })[] = [];
      for (const text of texts) {
        await page.evaluate(() => window.page.forgetTasks());
        const found = await page.evaluate((sought) => window.page.find?.(sought), text);
        if (!found) throw new Error(`${subject.contender} cannot be searched`);
        // A task is told of when it is over.
        await page.waitForTimeout(200);
        searches.push({ ...found, longest: await page.evaluate(() => window.page.longestTask()) });
      }
      return searches;
    });
  }

  /** Main-thread milliseconds that one more message costs, mean of `times`, `pause` milliseconds apart. */
  async append(subject: Subject, times: number, pause: number): Promise<number> {
    return this.#visit(subject, async ({ page, cdp }) => {
      await page.waitForTimeout(1000);
      await this.#appendSome(page, subject.count, 4, pause);
      const idle = await busy(cdp, () => page.waitForTimeout(times * pause));
      const active = await busy(cdp, () => this.#appendSome(page, subject.count + 4, times, pause));
      const text = await page.evaluate(() => window.page.lastText());
      const last = subject.count + 4 + times;
      if (!text.includes(`End of message ${last}.`))
        throw new Error(`${subject.contender} does not show message ${last}`);
      return (active - idle) / times;
    });
  }

  /** Processor milliseconds of the main thread for one fragment of a long answer, mean of its first fifth and of its last. */
  async deltaCost(count: number, perSecond: number): Promise<{ first: number; last: number }> {
    return this.#answer(count, perSecond, async ({ page, cdp }, deltas, tell) => {
      const idle = await busy(cdp, () => page.waitForTimeout((FIFTH * 1000) / perSecond), "threadTicks");
      const costOf = async (part: readonly Told[]) =>
        ((await busy(cdp, () => tell(part), "threadTicks")) - idle) / FIFTH;
      const first = await costOf(deltas.slice(0, FIFTH));
      await tell(deltas.slice(FIFTH, -FIFTH));
      return { first, last: await costOf(deltas.slice(-FIFTH)) };
    });
  }

  /** Frame times and the longest task while a long answer grows, and before, while the turn runs without news. */
  async deltaFrames(count: number, perSecond: number): Promise<{ atRest: Frames; growing: Frames }> {
    return this.#answer(count, perSecond, async ({ page }, deltas, tell) => {
      const framesDuring = async (work: () => Promise<unknown>) => {
        await page.evaluate(() => window.page.watchFrames());
        await work();
        return page.evaluate(() => window.page.framesWatched());
      };
      const atRest = await framesDuring(() => page.waitForTimeout(AT_REST));
      return { atRest, growing: await framesDuring(() => tell(deltas)) };
    });
  }

  /** Elements in the page when opened, and after scrolling from the end to the start. */
  async elements(subject: Subject): Promise<{ opened: number; scrolled: number }> {
    return this.#visit(subject, async ({ page }) => {
      const opened = await page.evaluate(() => window.page.countElements());
      await page.evaluate(() => window.page.scrollThrough());
      await page.waitForTimeout(500);
      return { opened, scrolled: await page.evaluate(() => window.page.countElements()) };
    });
  }

  /** The longest task while all is scrolled through, 0 when none took 50 ms, and the elements of the page afterwards. */
  async scrolledThrough(subject: Subject): Promise<{ longest: number; elements: number }> {
    return this.#visit(subject, async ({ page }) => {
      await page.waitForTimeout(REST);
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

  /** Scrolls from the end to the start in `seconds`: the 95th percentile of frame times, and frames with a blank. */
  async scroll(subject: Subject, seconds: number): Promise<{ p95: number; blanks: number; frames: number }> {
    return this.#visit(subject, async ({ page }) => {
      await page.waitForTimeout(1000);
      return page.evaluate((duration) => window.page.scrollToStart(duration), seconds * 1000);
    });
  }

  /** Sends `total` messages in bursts to one open page, and looks at what it holds after each part of them. */
  async grow(
    subject: Subject,
    { total, parts, burst, pause }: { total: number; parts: number; burst: number; pause: number },
  ): Promise<readonly Held[]> {
    return this.#visit(subject, async ({ page, cdp }) => {
      await cdp.send("DOM.enable");
      const held: Held[] = [];
      for (let sent = 0; sent < total;) {
        for (let i = 0; i < burst && sent < total; i += 1) this.#server.append(subject.count + (sent += 1));
        await page.waitForTimeout(pause);
        if (sent % Math.floor(total / parts) >= burst) continue;
        await page.waitForTimeout(3000);
        const messages = subject.count + sent;
        const heap = await usedHeap(cdp);
        const { detachedNodes } = await cdp.send("DOM.getDetachedDomNodes");
        const elements = await page.evaluate(() => window.page.countElements());
        held.push({ messages, heap, elements, detached: detachedNodes.length });
      }
      return held;
    });
  }

  /** Opens a transcript on the serverless wire and has `work` tell the fragments of one more answer. */
  async #answer<T>(
    count: number,
    perSecond: number,
    work: (
      open: { page: Page; cdp: CDPSession },
      deltas: readonly Told[],
      tell: (part: readonly Told[]) => Promise<void>,
    ) => Promise<T>,
  ): Promise<T> {
    const { opening, deltas, ending } = growingAnswer(count, ANSWER);
    const tell = (part: readonly Told[]) => this.#server.tell({ count, tell: part, perSecond });
    const mark = `End of message ${count + 2}.`;
    const marks = (page: Page) =>
      page.evaluate((text) => window.page.lastText().split(text).length - 1, mark);
    try {
      return await this.#visit({ contender: "ours-serverless", count }, async (open) => {
        await tell(opening);
        // The turn is seen with the next question for news, at most a second later.
        await open.page.waitForTimeout(2000);
        const found = await work(open, deltas, tell);
        await open.page.waitForTimeout(500);
        if ((await marks(open.page)) !== 1) throw new Error("the answer is not shown to its last fragment");
        await tell(ending);
        await open.page.waitForTimeout(500);
        if ((await marks(open.page)) !== 1)
          throw new Error("the whole answer does not stand for its fragments");
        return found;
      });
    } finally {
      this.#server.forget(count);
    }
  }

  async #appendSome(page: Page, after: number, times: number, pause: number): Promise<void> {
    for (let i = 1; i <= times; i += 1) {
      this.#server.append(after + i);
      await page.waitForTimeout(pause);
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
      // Starting the process of a tab keeps both cores busy: what is opened must not pay for that.
      await page.waitForTimeout(REST);
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
 * When the page has opened, in milliseconds since its navigation. The page says so: asking it would put our scripts to
 * work in the time that is measured.
 */
async function openedOn(page: Page): Promise<number> {
  const message = await page.waitForEvent("console", (said) => said.text().startsWith(OPENED));
  return Number(message.text().slice(OPENED.length));
}

/**
 * Milliseconds the main thread was busy during `work`: by the clock, or by the processor (`threadTicks`), which leaves
 * out what it waited for a core. One page is measured in one of the two only.
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
export async function usedHeap(cdp: CDPSession): Promise<number> {
  await cdp.send("HeapProfiler.enable");
  for (let i = 0; i < 3; i += 1) await cdp.send("HeapProfiler.collectGarbage");
  return (await cdp.send("Runtime.getHeapUsage")).usedSize;
}
