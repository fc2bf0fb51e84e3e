import type { Browser, BrowserContext, Page } from "playwright";
import { LOG_LOCKS } from "../../src/session/tabs/election.js";
import { DeliverySite, type Chat } from "../support/delivery-site.js";
import { until } from "../support/wait.js";

const TABS = 20;
/** How many tabs there are when the one that reads goes. */
const TABS_OF_HAND_OVER = 6;

/** What many tabs of one conversation cost, and how long none of them reads when the one that does is gone. */
export interface TabFigures {
  /** Streams that are open when all has come to rest. */
  readonly streams: number;
  /** Streams that were asked for, from the first tab on. */
  readonly asked: number;
  /** Milliseconds from the end of the tab that reads until all others have the next event, by what became of it. */
  readonly handOver: Readonly<Record<string, number>>;
}

/** Ways in which a tab stops reading. */
const ENDS: Readonly<Record<string, (leader: Page, site: DeliverySite) => Promise<unknown>>> = {
  closed: (leader) => leader.close(),
  async crashed(leader) {
    const crashed = leader.waitForEvent("crash");
    leader.goto("chrome://crash").catch(() => {});
    await crashed;
  },
  async frozen(leader) {
    const devtools = await leader.context().newCDPSession(leader);
    await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  },
  "put away": (leader, site) => leader.goto(`${site.url}/elsewhere`, { waitUntil: "commit" }),
};

/** Measures tabs of one browser at a local service, over the v3 wire. */
export async function measureTabs(browser: Browser): Promise<TabFigures> {
  const site = await DeliverySite.start("v3");
  try {
    const { streams, asked } = await withTabs(browser, site, TABS, async () => {
      await until(() => site.proxy.open === 1).catch(() => {});
      return { streams: site.proxy.open, asked: site.proxy.counts.stream };
    });
    const handOver: Record<string, number> = {};
    for (const [what, end] of Object.entries(ENDS)) {
      handOver[what] = await withTabs(browser, site, TABS_OF_HAND_OVER, async (pages, chat) => {
        await until(() => site.proxy.open === 1);
        const leader = await leaderOf(pages);
        const others = pages.filter((page) => page !== leader);
        await Promise.all(others.map((page) => page.evaluate(noteNext)));
        await end(leader, site);
        const endedAt = Date.now();
        await site.say(chat.id, "after it");
        const heardAt = await Promise.all(others.map((page) => page.evaluate(heardNext)));
        return Math.max(...heardAt) - endedAt;
      });
    }
    return { streams, asked, handOver };
  } finally {
    await site.close();
  }
}

async function withTabs<Found>(
  browser: Browser,
  site: DeliverySite,
  count: number,
  work: (pages: readonly Page[], chat: Chat) => Promise<Found>,
): Promise<Found> {
  const context: BrowserContext = await browser.newContext();
  try {
    const chat = await site.newChat();
    const pages: Page[] = [];
    for (let i = 0; i < count; i += 1) {
      const page = await context.newPage();
      await page.goto(chat.url);
      await page.locator('[part~="bubble"]', { hasText: "Hello" }).waitFor();
      pages.push(page);
    }
    return await work(pages, chat);
  } finally {
    await context.close();
  }
}

/** The tab that holds the lock. */
async function leaderOf(pages: readonly Page[]): Promise<Page> {
  for (const page of pages) if (await page.evaluate(leads, LOG_LOCKS)) return page;
  throw new Error("No tab reads for the others.");
}

async function leads(locksOfLogs: string): Promise<boolean> {
  const { locks } = navigator;
  const mine = await locks.request("whose", async () => {
    const { held } = await locks.query();
    return held!.find(({ name }) => name === "whose")!.clientId;
  });
  const { held } = await locks.query();
  return held!.some(({ name, clientId }) => name!.startsWith(locksOfLogs) && clientId === mine);
}

/** The page notes when it hears of the next event. */
function noteNext(): void {
  const heard = new Promise<number>((resolve) =>
    document
      .querySelector("oc-session")!
      .addEventListener("oc-event", () => resolve(Date.now()), { once: true }),
  );
  Object.assign(window, { heard });
}

function heardNext(): Promise<number> {
  return (window as unknown as { heard: Promise<number> }).heard;
}
