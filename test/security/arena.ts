import assert from "node:assert/strict";
import type { EventDraft } from "../../server/src/index.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { launchBrowsers, type WatchedBrowser, type WatchedPage } from "./browsers.js";
import type { AgentLog, Sighting } from "./probe.js";
import {
  type Attacker,
  type Listening,
  chatWith,
  startAttacker,
  startSite,
  strictPolicy,
} from "./servers.js";

/**
 * `strict` has the policy that the README states, `bare` has none. The other two have one wall alone between
 * text and page: `first` the builder of nodes without the sanitizer, `second` the sanitizer behind a builder
 * that hands on whatever a parser makes.
 */
export type PageKind = "strict" | "bare" | "first" | "second";

/** A site with the chat on it, a service whose log says hostile things, and an attacker who waits for a call. */
export class Arena {
  readonly attacker: Attacker;
  readonly browsers: readonly WatchedBrowser[];
  readonly #api: LocalOpenComputer;
  readonly #site: Listening;
  readonly #tabs = new Map<WatchedBrowser, WatchedPage>();

  private constructor(
    attacker: Attacker,
    api: LocalOpenComputer,
    site: Listening,
    browsers: readonly WatchedBrowser[],
  ) {
    this.attacker = attacker;
    this.browsers = browsers;
    this.#api = api;
    this.#site = site;
  }

  static async open(): Promise<Arena> {
    const api = await LocalOpenComputer.start();
    const policy = strictPolicy(api.url);
    const site = await startSite(
      {
        "/strict": { policy },
        "/bare": {},
        "/first": { policy, script: "/first.js" },
        "/second": { script: "/second.js" },
      },
      {
        "/first.js": await chatWith(/\/sanitize\.js$/, "test/security/no-sanitizer.ts"),
        "/second.js": await chatWith(/^\.\/nodes\.js$/, "test/security/careless-builder.ts"),
      },
    );
    return new Arena(await startAttacker(), api, site, await launchBrowsers());
  }

  async close(): Promise<void> {
    await Promise.all(this.browsers.map((browser) => browser.close()));
    await Promise.all([this.attacker.close(), this.#api.close(), this.#site.close()]);
  }

  /** Opens a page in one browser, watched from inside and outside. */
  async page(browser: WatchedBrowser, kind: PageKind): Promise<WatchedPage> {
    return browser.open(`${this.#site.url}/${kind}`);
  }

  /** Loads a page in the browser's one tab: opening a tab takes as much processor time as showing 30 payloads in every field. */
  async #tab(browser: WatchedBrowser, kind: PageKind): Promise<WatchedPage> {
    const open = this.#tabs.get(browser);
    if (open === undefined) {
      const page = await this.page(browser, kind);
      this.#tabs.set(browser, page);
      return page;
    }
    await open.goto(`${this.#site.url}/${kind}`);
    return open;
  }

  /**
   * Shows a log in every browser, and fails unless all of it is drawn and nothing happens.
   * @param kind of page, or several: each browser takes the next one of them
   * @param entries how many entries the events make
   * @param features the features with which it is shown
   */
  async assertHarmless(
    kind: PageKind | readonly PageKind[],
    events: readonly EventDraft[],
    entries: number,
    features?: string,
  ): Promise<void> {
    const { id, token } = await this.#api.createSession({ input: "Hello" });
    const last = features ? [{ type: "agent.message", body: { text: "$x$" } }] : [];
    await this.#api.appendEvents(id, ...events, ...last);
    const log = {
      ...{ baseUrl: this.#api.baseUrl, session: id, token },
      ...{ entries: entries + 1 + last.length, ...(features && { features }) },
    };
    await this.inEveryBrowser(kind, async (page) => {
      const sighting = await page.call("showLog", log);
      assert.equal(sighting.entries, log.entries);
      return sighting;
    });
  }

  /** As {@link assertHarmless}, with the log of a serverless agent. */
  async assertAgentHarmless(kind: PageKind, log: AgentLog): Promise<void> {
    await this.inEveryBrowser(kind, async (page) => {
      const sighting = await page.call("showAgentLog", log);
      assert.equal(sighting.entries, log.entries);
      return sighting;
    });
  }

  /** Does something on a page in every browser, and fails unless nothing happens. */
  async inEveryBrowser(
    kind: PageKind | readonly PageKind[],
    act: (page: WatchedPage) => Promise<Sighting>,
  ): Promise<void> {
    const kinds = [kind].flat();
    await Promise.all(
      this.browsers.map(async (browser, i) => {
        const page = await this.#tab(browser, kinds[i % kinds.length]!);
        const { forbidden, ran, violations, outside } = await act(page);
        const { dialogs } = page;
        const nothing = { forbidden: [], ran: [], violations: [], outside: [], dialogs: [] };
        assert.deepEqual({ forbidden, ran, violations, outside, dialogs }, nothing, browser.name);
      }),
    );
    assert.deepEqual(this.attacker.requests, []);
  }
}
