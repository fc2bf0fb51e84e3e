import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright";
import { CHROMIUM_FLAGS, findChromium } from "../runner/find-browser.js";
import { DeliverySite, type Chat } from "./delivery-site.js";
import { until } from "./wait.js";
import type { WireName } from "./wires.js";

/** No connection is accepted. */
export const REFUSE = { answer: "refuse" } as const;

/** A new tab with a chat for each test, in a person's browser, with the actions of this person and of others. */
export class Visit {
  site!: DeliverySite;
  context!: BrowserContext;
  page!: Page;
  chat!: Chat;
  readonly #wire: WireName;
  #browser!: Browser;

  /** Create it inside of `describe`: it starts and stops with the tests. @param agentPace as in the site */
  constructor(wire: WireName, agentPace?: number) {
    this.#wire = wire;
    before(async () => {
      this.site = await DeliverySite.start(wire, agentPace);
      this.#browser = await chromium.launch({
        executablePath: await findChromium(),
        args: [...CHROMIUM_FLAGS],
        // Playwright disables the back/forward cache, which people have.
        ignoreDefaultArgs: ["--disable-back-forward-cache"],
      });
    });
    after(async () => {
      await this.#browser?.close();
      await this.site?.close();
    });
    beforeEach(async () => {
      this.context = await this.#browser.newContext();
      this.page = await this.context.newPage();
      this.chat = await this.site.newChat();
    });
    afterEach(async () => {
      for (const route of ["stream", "post", "other"] as const) this.site.switches.set(route, null);
      for (const open of this.context.pages()) assert.deepEqual(await open.evaluate(uncaught), []);
      await this.context.close();
    });
  }

  /** Opens the chat. @param said a message whose appearance shows that it is open */
  readonly open = async (on: Page = this.page, said = "Hello"): Promise<void> => {
    await on.goto(this.chat.url);
    await this.bubble(said, on).waitFor();
  };

  /** Opens the chat, and waits for its stream: cutting connections has no effect on a stream that is only asked for. */
  readonly openStream = async (): Promise<void> => {
    await this.open();
    if (this.#wire === "v3") await until(() => this.site.proxy.open === 1);
  };

  /** Opens a new chat with an agent that answers. */
  readonly openWithAgent = async (attributes: Readonly<Record<string, string>> = {}): Promise<void> => {
    this.chat = await this.site.newChat({ agent: "helper", input: "Thanks", attributes });
    await this.open(this.page, "You're welcome");
  };

  readonly bubble = (text: string, on: Page = this.page) => on.locator('[part~="bubble"]', { hasText: text });

  readonly write = async (text: string, on: Page = this.page): Promise<void> => {
    await on.getByRole("textbox").fill(text);
    await on.keyboard.press("Enter");
    await this.bubble(text, on).waitFor();
  };

  /** Resolves when the chat shows exactly these messages, and the log contains all of them. */
  readonly shows = async (texts: readonly string[], on: Page = this.page): Promise<void> => {
    await on.waitForFunction((expected) => {
      const { entries } = document.querySelector("oc-session")!;
      const shown = entries.map((entry) =>
        entry.kind === "message" && entry.seq !== null ? entry.text : "?",
      );
      return JSON.stringify(shown) === JSON.stringify(expected);
    }, texts);
    assert.deepEqual(await this.site.log(this.chat.id), texts);
  };

  readonly agentSays = (text: string): Promise<unknown> => this.site.say(this.chat.id, text);

  readonly connectionIs = (connection: string, on: Page = this.page) =>
    on.waitForFunction(
      (expected) => document.querySelector("oc-session")!.connection === expected,
      connection,
    );
}

/** The uncaught errors of a page. */
function uncaught(): string[] {
  return (window as unknown as { uncaught?: string[] }).uncaught ?? [];
}
