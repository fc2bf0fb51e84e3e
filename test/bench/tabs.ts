import type { Browser, BrowserContext, Page } from "playwright";
import { LOG_LOCKS } from "../../src/session/tabs/election.js";
import { DeliverySite, type Chat } from "../support/delivery-site.js";
import { until } from "../support/wait.js";

/** The number of tabs for counting streams. */
const TABS = 20;
/** The number of tabs for measuring how another tab becomes the leader. */
const TABS_OF_HAND_OVER = 6;

/** The streams of many tabs of one conversation, and the time until another tab reads after the leader has ended. */
export interface TabFigures {
  /** The number of open streams at rest. */
  readonly streams: number;
  /** The number of requests for a stream. */
  readonly requestedStreams: number;
  /** Milliseconds from the end of the leader until all other tabs have the next event, by the way in which it ended. */
  readonly handOver: Readonly<Record<string, number>>;
}

/** The ways in which a leader ends. */
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
  "navigated away": (leader, site) => leader.goto(`${site.url}/elsewhere`, { waitUntil: "commit" }),
};

/** Measures tabs of one browser with a local server, on the wire v3. */
export async function measureTabs(browser: Browser): Promise<TabFigures> {
  const site = await DeliverySite.start("v3");
  try {
    const { streams, requestedStreams } = await withTabs(browser, site, TABS, async () => {
      await until(() => site.proxy.open === 1).catch(() => {});
      return { streams: site.proxy.open, requestedStreams: site.proxy.counts.stream };
    });
    const handOver: Record<string, number> = {};
    for (const [name, end] of Object.entries(ENDS)) {
      handOver[name] = await withTabs(browser, site, TABS_OF_HAND_OVER, async (pages, chat) => {
        await until(() => site.proxy.open === 1);
        const leader = await leaderOf(pages);
        const others = pages.filter((page) => page !== leader);
        await Promise.all(others.map((page) => page.evaluate(noteNextEvent)));
        await end(leader, site);
        const endedAt = Date.now();
        await site.say(chat.id, "After the end of the leader");
        const receivedAt = await Promise.all(others.map((page) => page.evaluate(nextEventAt)));
        return Math.max(...receivedAt) - endedAt;
      });
    }
    return { streams, requestedStreams, handOver };
  } finally {
    await site.close();
  }
}

async function withTabs<Result>(
  browser: Browser,
  site: DeliverySite,
  count: number,
  work: (pages: readonly Page[], chat: Chat) => Promise<Result>,
): Promise<Result> {
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

/** The tab that holds the lock of the log. */
async function leaderOf(pages: readonly Page[]): Promise<Page> {
  for (const page of pages) if (await page.evaluate(isLeader, LOG_LOCKS)) return page;
  throw new Error("No tab is the leader.");
}

/** Runs in the page: whether its client id, which only a lock of its own shows, holds a lock of a log. */
async function isLeader(locksOfLogs: string): Promise<boolean> {
  const { locks } = navigator;
  const ownId = await locks.request("client id", async () => {
    const { held } = await locks.query();
    return held!.find(({ name }) => name === "client id")!.clientId;
  });
  const { held } = await locks.query();
  return held!.some(({ name, clientId }) => name!.startsWith(locksOfLogs) && clientId === ownId);
}

/** Runs in the page: notes the time of its next event. */
function noteNextEvent(): void {
  const received = new Promise<number>((resolve) =>
    document
      .querySelector("oc-session")!
      .addEventListener("oc-event", () => resolve(Date.now()), { once: true }),
  );
  Object.assign(window, { received });
}

/** Runs in the page: the time that {@link noteNextEvent} has noted. */
function nextEventAt(): Promise<number> {
  return (window as unknown as { received: Promise<number> }).received;
}
