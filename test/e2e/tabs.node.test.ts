import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright";
import { LOG_LOCKS } from "../../src/session/tabs/election.js";
import { Visit } from "../support/visit.js";
import { until } from "../support/wait.js";
import { WIRES } from "../support/wires.js";

const TABS = 6;

/** Whether it is this tab that reads the log for the others. */
function leads(page: Page): Promise<boolean> {
  return page.evaluate(async (locksOfLogs) => {
    const { locks } = navigator;
    const mine = await locks.request("whose", async () => {
      const { held } = await locks.query();
      return held!.find(({ name }) => name === "whose")!.clientId;
    });
    const { held } = await locks.query();
    return held!.some(({ name, clientId }) => name!.startsWith(locksOfLogs) && clientId === mine);
  }, LOG_LOCKS);
}

/** Ways in which a tab stops reading. */
const ENDS: Readonly<Record<string, (leader: Page, visit: Visit) => Promise<unknown>>> = {
  "is closed": (leader) => leader.close(),
  async crashes(leader) {
    const crashed = leader.waitForEvent("crash");
    leader.goto("chrome://crash").catch(() => {});
    await crashed;
  },
  async "is frozen"(leader) {
    const devtools = await leader.context().newCDPSession(leader);
    await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  },
  "is put away": (leader, visit) => leader.goto(`${visit.site.url}/elsewhere`),
  async "is kept busy"(leader) {
    await leader.evaluate(() => {
      setTimeout(() => {
        const end = performance.now() + 8_000;
        while (performance.now() < end);
      });
    });
  },
};

for (const wire of WIRES) {
  describe(`several tabs of one conversation, on the wire ${wire}`, () => {
    const visit = new Visit(wire);

    async function openAll(): Promise<Page[]> {
      const pages = [visit.page];
      while (pages.length < TABS) pages.push(await visit.context.newPage());
      for (const page of pages) await visit.open(page);
      await until(async () => (await leaderOf(pages)) !== null);
      return pages;
    }
    async function leaderOf(pages: readonly Page[]): Promise<Page | null> {
      for (const page of pages) if (await leads(page)) return page;
      return null;
    }

    test("are read by one: the others ask for nothing", async () => {
      const pages = await openAll();
      if (wire === "v3") await until(() => visit.site.proxy.open === 1);
      const asked = new Set<Page>();
      for (const page of pages)
        page.on("request", (request) => request.url().includes("/events") && asked.add(page));
      for (const text of ["one", "two", "three"]) {
        await visit.agentSays(text);
        await Promise.all(pages.map((page) => visit.bubble(text, page).waitFor()));
      }
      const leader = await leaderOf(pages);
      assert.deepEqual([...asked], wire === "v3" ? [] : [leader]);
    });

    test("draw what each has kept before the network answers, and are read by one again", async () => {
      // Where cookies tell who somebody is, only the page can say so before the network does.
      visit.chat = await visit.site.newChat({ attributes: { user: "ann" } });
      const pages = [visit.page, await visit.context.newPage()];
      for (const page of pages) await visit.open(page);
      await visit.agentSays("kept");
      for (const page of pages)
        await page.waitForFunction(() => Object.values(sessionStorage).join().includes("kept"));
      let release = (): void => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      await visit.context.route(/\/events/, async (route) => {
        await held;
        await route.continue();
      });
      await Promise.all(pages.map((page) => page.reload()));
      await Promise.all(pages.map((page) => visit.bubble("kept", page).waitFor()));
      await visit.agentSays("meanwhile");
      release();
      await Promise.all(pages.map((page) => visit.shows(["Hello", "kept", "meanwhile"], page)));
      await until(async () => (await leaderOf(pages)) !== null);
      if (wire === "v3") await until(() => visit.site.proxy.open === 1);
    });

    for (const [ends, end] of Object.entries(ENDS)) {
      test(`are read by another when the one that reads ${ends}`, async () => {
        const pages = await openAll();
        const leader = (await leaderOf(pages))!;
        const others = pages.filter((page) => page !== leader);
        await end(leader, visit);
        await visit.agentSays("after it");
        await Promise.all(others.map((page) => visit.shows(["Hello", "after it"], page)));
        if (ends === "crashes") await leader.close();
        if (ends === "is frozen") {
          const devtools = await leader.context().newCDPSession(leader);
          await devtools.send("Page.setWebLifecycleState", { state: "active" });
        }
        if (ends === "is put away") await leader.goBack({ waitUntil: "commit" });
        if (ends === "is closed" || ends === "crashes") return;
        await visit.shows(["Hello", "after it"], leader);
        await visit.agentSays("all again");
        await Promise.all(pages.map((page) => visit.shows(["Hello", "after it", "all again"], page)));
        if (wire === "v3") await until(() => visit.site.proxy.open === 1);
      });
    }
  });
}
