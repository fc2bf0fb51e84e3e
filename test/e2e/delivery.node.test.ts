import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright";
import { CHROMIUM_FLAGS, findChromium } from "../runner/find-browser.js";
import { DeliverySite } from "../support/delivery-site.js";
import { until } from "../support/wait.js";

const REFUSE = { answer: "refuse" } as const;

let site: DeliverySite;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let chat: { id: string; url: string };

before(async () => {
  site = await DeliverySite.start();
  browser = await chromium.launch({
    executablePath: await findChromium(),
    args: [...CHROMIUM_FLAGS],
    // Playwright switches it off; people have it.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
});
after(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  chat = await site.newChat();
});
afterEach(async () => {
  for (const route of ["stream", "post", "other"] as const) site.switches.set(route, null);
  for (const open of context.pages()) {
    assert.deepEqual(
      await open.evaluate(() => (window as unknown as { uncaught?: string[] }).uncaught ?? []),
      [],
    );
  }
  await context.close();
});

async function open(on: Page = page): Promise<void> {
  await on.goto(chat.url);
  await bubble("Hello", on).waitFor();
}

const bubble = (text: string, on: Page = page) => on.locator('[part~="bubble"]', { hasText: text });

async function write(text: string, on: Page = page): Promise<void> {
  await on.getByRole("textbox").fill(text);
  await on.keyboard.press("Enter");
  await bubble(text, on).waitFor();
}

/** Resolves when the chat shows exactly these messages, all of them in the log. */
async function shows(texts: readonly string[], on: Page = page): Promise<void> {
  await on.waitForFunction((expected) => {
    const { entries } = document.querySelector("oc-session")!;
    const shown = entries.map((entry) => (entry.kind === "message" && entry.seq !== null ? entry.text : "?"));
    return JSON.stringify(shown) === JSON.stringify(expected);
  }, texts);
  assert.deepEqual(await site.log(chat.id), texts);
}

async function agentSays(text: string): Promise<void> {
  await site.computer.appendEvents(chat.id, {
    type: "agent.message",
    actor: { type: "agent" },
    body: { text },
  });
}

const connectionIs = (connection: string, on: Page = page) =>
  on.waitForFunction((expected) => document.querySelector("oc-session")!.connection === expected, connection);

test("an unsent message outlives reloads, and goes once when it can", async () => {
  await open();
  site.switches.set("post", REFUSE);
  await write("kept");
  for (let i = 0; i < 3; i += 1) {
    await page.reload();
    await bubble("kept").waitFor();
  }
  site.switches.set("post", null);
  await shows(["Hello", "kept"]);
});

test("so it does when the tab is closed, and when it crashes", async () => {
  await open();
  site.switches.set("post", { answer: "lose" });
  await write("first");
  await page.close();
  page = await context.newPage();
  await open();
  await bubble("first").waitFor();
  await write("second");
  const crashed = page.waitForEvent("crash");
  page.goto("chrome://crash").catch(() => {});
  await crashed;
  await page.close();
  site.switches.set("post", null);
  page = await context.newPage();
  await open();
  await shows(["Hello", "first", "second"]);
});

test("offline has its own words; what is written meanwhile goes when the network is back", async () => {
  await open();
  await context.setOffline(true);
  // An open stream is believed before the flag is; without a network it does not last.
  site.proxy.cut();
  await connectionIs("offline");
  await write("from the tunnel");
  await agentSays("from the other side");
  await context.setOffline(false);
  await connectionIs("live");
  await shows(["Hello", "from the other side", "from the tunnel"]);
});

test("while it reconnects it says when, and a button tries now", async () => {
  await open();
  site.switches.set("stream", { answer: { status: 503, retryAfter: 600 } });
  site.proxy.cut();
  await connectionIs("reconnecting");
  await page
    .getByText(/in (10 minutes|\d+ s|600)/i)
    .first()
    .waitFor();
  site.switches.set("stream", null);
  await page.getByRole("button", { name: /now/i }).click();
  await connectionIs("live");
  await agentSays("back");
  await shows(["Hello", "back"]);
});

test("a tab that is looked at again tries at once", async () => {
  const look = (state: "hidden" | "visible") =>
    page.evaluate((visibility) => {
      Object.defineProperty(document, "visibilityState", { value: visibility, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
  await open();
  site.switches.set("stream", { answer: { status: 429, retryAfter: 600 } });
  await look("hidden");
  site.proxy.cut();
  await connectionIs("reconnecting");
  site.switches.set("stream", null);
  await look("visible");
  await connectionIs("live");
});

test("a token that may only read makes a transcript of the chat, once that is known", async () => {
  const { id, token } = await site.computer.createSession({ scopes: ["read"] });
  const query = new URLSearchParams({ session: id, token, "base-url": `${site.proxy.url}/v3` });
  chat = { id, url: `${site.url}/chat#${query}` };
  await open();
  await write("may I?");
  await page.getByText("but not write in it").first().waitFor();
  assert.equal(await page.getByRole("textbox").count(), 0);
  await page.getByRole("button", { name: "Discard" }).click();
  await shows(["Hello"]);
});

test("access that ends has words and a button, and what was written waits for the next", async () => {
  await open();
  await site.computer.expireTokens(chat.id);
  await page.getByText("Your access has expired").first().waitFor();
  await write("still waiting");
  await page.getByRole("button", { name: "Try now" }).click();
  await page.getByText("Your access has expired").first().waitFor();
  const token = await site.computer.mint(chat.id);
  await page.evaluate((fresh) => (document.querySelector("oc-session")!.token = fresh), token);
  await shows(["Hello", "still waiting"]);
});

test("a stream that goes silent is found and replaced without a word", async () => {
  await page.clock.install();
  site.switches.set("stream", { end: { how: "silence", after: 2000 } });
  await open();
  await connectionIs("live");
  site.switches.set("stream", null);
  for (let i = 0; i < 5; i += 1) await agentSays(`${i}`.repeat(1500));
  assert.ok((await page.evaluate(() => document.querySelector("oc-session")!.lastSeq)) < 6);
  await page.clock.fastForward(70_000);
  await page.waitForFunction(() => document.querySelector("oc-session")!.lastSeq === 6);
  assert.equal(await page.evaluate(() => document.querySelector("oc-session")!.connection), "live");
});

test("the back/forward cache takes the page, and brings it back up to date", async () => {
  await open();
  await agentSays("before");
  await bubble("before").waitFor();
  await page.goto(`${site.url}/elsewhere`);
  await agentSays("meanwhile");
  // Nothing is loaded, so there is no load to wait for.
  await page.goBack({ waitUntil: "commit" });
  assert.equal(
    await page.evaluate(() => (window as unknown as { wasPersisted: boolean }).wasPersisted),
    true,
  );
  await shows(["Hello", "before", "meanwhile"]);
  await write("still here");
  await shows(["Hello", "before", "meanwhile", "still here"]);
});

test("eight tabs on six connections: a post goes through at once, and all show it once", async () => {
  const pages = [page];
  for (let i = 0; i < 7; i += 1) pages.push(await context.newPage());
  await Promise.all(pages.map((one) => open(one)));
  await write("through", pages[7]);
  await Promise.all(pages.map((one) => shows(["Hello", "through"], one)));
});

test("a message waiting in one tab is seen in the other, and posted once", async () => {
  const other = await context.newPage();
  await Promise.all([open(), open(other)]);
  site.switches.set("post", REFUSE);
  await write("one of us");
  await bubble("one of us", other).waitFor();
  const before = site.proxy.counts.post;
  await page.close();
  site.switches.set("post", null);
  await shows(["Hello", "one of us"], other);
  assert.ok(site.proxy.counts.post > before);
});

test("mounted twice in a breath, as frameworks do in development, it connects once", async () => {
  await open();
  const before = site.proxy.counts.stream;
  const token = new URLSearchParams(chat.url.split("#")[1]);
  await page.evaluate((query) => {
    const element = document.createElement("oc-session");
    for (const [name, value] of new URLSearchParams(query)) element.setAttribute(name, value);
    document.querySelector("oc-session")!.replaceWith(element);
    element.remove();
    document.body.append(element);
  }, token.toString());
  await shows(["Hello"]);
  assert.equal(site.proxy.counts.stream, before + 1);
});

test("moved within the page it keeps its stream; put into a new body too", async () => {
  await open();
  const before = site.proxy.counts.stream;
  await page.evaluate(() => {
    const element = document.querySelector("oc-session")!;
    const box = document.createElement("div");
    document.body.append(box);
    const mover = box as unknown as { moveBefore?(node: Node, child: null): void };
    if (mover.moveBefore) mover.moveBefore(element, null);
    else box.append(element);
    // As Turbo and others swap pages: a new body, with what is to last carried over.
    const body = document.createElement("body");
    body.append(element);
    document.documentElement.replaceChild(body, document.body);
  });
  await agentSays("still the same");
  await shows(["Hello", "still the same"]);
  assert.equal(site.proxy.counts.stream, before);
});

test("a page swapped for one with a chat of its own: the old one lets go, the new one has it all", async () => {
  await open();
  site.switches.set("post", REFUSE);
  await write("not yet");
  await page.getByRole("textbox").fill("half");
  const query = chat.url.split("#")[1]!;
  await page.evaluate((attributes) => {
    const body = document.createElement("body");
    const element = document.createElement("oc-session");
    for (const [name, value] of new URLSearchParams(attributes)) element.setAttribute(name, value);
    body.append(element);
    document.documentElement.replaceChild(body, document.body);
  }, query);
  await bubble("not yet").waitFor();
  site.switches.set("post", null);
  await shows(["Hello", "not yet"]);
  assert.equal(await page.getByRole("textbox").inputValue(), "half");
  await until(() => site.proxy.open === 1);
});

test("taken out it lets go of its stream, put back it is up to date", async () => {
  await open();
  await page.evaluate(() => {
    const element = document.querySelector("oc-session")!;
    Object.assign(window, { kept: element });
    element.remove();
  });
  await until(() => site.proxy.open === 0);
  await agentSays("meanwhile");
  await page.evaluate(() => document.body.append((window as unknown as { kept: Node }).kept));
  await shows(["Hello", "meanwhile"]);
});

test("a post in flight when the element goes finishes, and nothing comes of it elsewhere", async () => {
  await open();
  site.switches.set("post", { delay: 300 });
  await write("on its way");
  const other = await site.newChat();
  const query = new URLSearchParams(other.url.split("#")[1]);
  await page.evaluate((tokens) => {
    const element = document.querySelector("oc-session")!;
    const told: string[] = [];
    Object.assign(window, { told });
    element.session = tokens.session!;
    element.token = tokens.token!;
    element.addEventListener("oc-sent", ({ detail }) => told.push(detail.text));
  }, Object.fromEntries(query));
  await until(async () => (await site.log(chat.id)).includes("on its way"));
  await page.waitForFunction(() => !JSON.stringify({ ...localStorage }).includes("on its way"));
  const first = chat;
  chat = other;
  await shows(["Hello"]);
  assert.deepEqual(await page.evaluate(() => (window as unknown as { told: string[] }).told), []);
  assert.deepEqual(await site.log(first.id), ["Hello", "on its way"]);
});

test("session and token set one task after the other heal by themselves", async () => {
  await open();
  const other = await site.newChat();
  const { session, token } = Object.fromEntries(new URLSearchParams(other.url.split("#")[1]));
  for (const [name, value] of [
    ["session", session],
    ["token", token],
  ] as const) {
    await page.evaluate(
      ([key, set]) => document.querySelector("oc-session")!.setAttribute(key!, set!),
      [name, value],
    );
  }
  chat = other;
  await shows(["Hello"]);
  await connectionIs("live");
});

test("no token is in an address, an attribute, a storage or the console", async () => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("request", (request) => said.push(request.url().replace(chat.url, "")));
  await open();
  await write("hi");
  await shows(["Hello", "hi"]);
  site.switches.set("stream", { answer: { status: 500 } });
  site.proxy.cut();
  await connectionIs("reconnecting");
  said.push(
    await page.evaluate(() => document.querySelector("oc-session")!.outerHTML),
    await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
  );
  for (const text of said) assert.doesNotMatch(text, /ct_\w{6}/);
});
