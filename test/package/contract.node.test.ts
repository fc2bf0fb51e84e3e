import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { CustomElement, Package } from "custom-elements-manifest/schema.d.ts";
import type { Browser, BrowserContext, Page } from "playwright";
import type { OcSession } from "../../src/ui/element/oc-session.js";
import type { OcSessionList } from "../../src/ui/list/oc-session-list.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { launchBrowser } from "../support/playwright.js";
import { type Site, startSite } from "../support/site.js";
import { type Sightings, sightings, watchElements } from "./sightings.js";

/** What the manifest promises must be there in the file a page loads, and nothing else that looks like a promise. */

const { modules } = JSON.parse(readFileSync("custom-elements.json", "utf8")) as Package;
const elements = modules.flatMap(({ declarations = [] }) => declarations as CustomElement[]);

/** Words that say more of a part, as its own description tells: `::part(bubble agent)`. */
const MODIFIERS = [
  "agent",
  "error",
  "failed",
  "info",
  "pending",
  "system",
  "uploading",
  "user",
  "warning",
  "pressed",
  "current",
  "unread",
  "working",
  "awaiting-input",
];

/** Members that Lit or the browser calls, and those by which our own modules reach each other. */
const NOT_FOR_HOSTS = new Set([
  ...["constructor", "attributeChangedCallback", "connectedCallback", "disconnectedCallback"],
  ...["createRenderRoot", "willUpdate", "render", "renderRoot", "renderOptions", "firstUpdated", "updated"],
  ...["enableUpdating", "hasUpdated", "isUpdatePending"],
  "deferred",
  "unreadWords",
]);

const MARKDOWN = `A [link](https://example.com/), $x$, a footnote[^1], an image

![A face](/face.svg)

\`\`\`js
const answer = "${"long ".repeat(40)}";
\`\`\`

| a | b |
| - | - |
| 1 | 2 |

[^1]: What it says`;

let browser: Browser;
let context: BrowserContext;
let page: Page;
let computer: LocalOpenComputer;
let site: Site;
let session: { id: string; token: string };

before(async () => {
  computer = await LocalOpenComputer.start();
  session = await computer.createSession();
  const fresh = await computer.createSession();
  const long = await computer.createSession();
  const ended = { type: "turn.completed", body: { turn_id: "t0", outcome: "completed" } };
  for (let i = 0; i < 50; i += 1) await computer.appendEvents(long.id, ...many("Long ago."), ended);
  const attributes = `base-url="${computer.baseUrl}" agent-name="Ada" agent-avatar="/face.svg"`;
  const html = `<!doctype html><html lang="en"><title>Contract</title>
    <script src="/cdn/embed.js"></script>
    <script type="module" src="/cdn/oc-session.js"></script>
    <script type="module" src="/cdn/oc-session-list.js"></script>
    <oc-launcher invite="Ask us"></oc-launcher>
    <oc-session-list for="main"></oc-session-list>
    <oc-session id="main" session="${session.id}" token="${session.token}" level="progress" ${attributes}></oc-session>
    <oc-session id="fresh" session="${fresh.id}" token="${fresh.token}" after-seq="1" ${attributes}></oc-session>
    <oc-session id="long" session="${long.id}" token="${long.token}" ${attributes}></oc-session>
    <oc-session id="unset"></oc-session>`;
  const face = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`;
  site = await startSite({ computer, pages: { "/page.html": html, "/face.svg": face } });
  browser = await launchBrowser();
  context = await browser.newContext();
  await watchElements(context);
  page = await context.newPage();
  await page.goto(`${site.url}/page.html`);
});

after(async () => {
  await browser.close();
  await site.close();
  await computer.close();
});

for (const element of elements) {
  const tag = String(element.tagName);

  test(`${tag}: every documented member is there, and no other`, async () => {
    const documented = new Set((element.members ?? []).map(({ name }) => name));
    const found = await page.evaluate((name) => {
      const instance = document.createElement(name);
      const own = Object.getOwnPropertyNames(Object.getPrototypeOf(instance));
      return [...own, ...Object.keys(instance)];
    }, tag);
    const forHosts = found.filter((name) => !NOT_FOR_HOSTS.has(name) && !name.startsWith("_"));
    assert.deepEqual([...new Set(forHosts)].sort(), [...documented].sort());
  });

  test(`${tag}: every documented attribute is observed, and every other one warns`, async () => {
    const documented = (element.attributes ?? []).map(({ name }) => name);
    const warnings: string[] = [];
    page.on("console", (message) => warnings.push(message.text()));
    const observed = await page.evaluate(async (name) => {
      const type = customElements.get(name) as unknown as { observedAttributes: string[] };
      // An element each: where one attribute has set a property, another that was meant for it says nothing.
      for (const attribute of type.observedAttributes)
        document.createElement(name).setAttribute(attribute, "");
      await new Promise((idle) => requestIdleCallback(idle));
      return type.observedAttributes;
    }, tag);
    const missing = documented.filter((name) => !observed.includes(name));
    const silent = observed.filter(
      (name) => !documented.includes(name) && !warnings.some((text) => text.includes(`"${name}"`)),
    );
    assert.deepEqual({ missing, silent }, { missing: [], silent: [] });
  });
}

describe("in a conversation with everything in it", () => {
  before(async () => {
    await converse();
  });

  for (const element of elements) {
    const tag = String(element.tagName);
    const documented: Record<keyof Sightings, string[]> = {
      events: names(element.events),
      parts: names(element.cssParts),
      slots: names(element.slots),
      states: names(element.cssStates),
      customProperties: names(element.cssProperties),
    };
    for (const kind of ["events", "parts", "slots", "states", "customProperties"] as const) {
      test(`${tag}: the documented ${kind} are seen, and no others`, async () => {
        const seen = (await sightings(page, tag))[kind];
        const words = kind === "parts" ? seen.filter((part) => !MODIFIERS.includes(part)) : seen;
        assert.deepEqual(words, documented[kind].sort());
      });
    }
  }
});

function names(documented: readonly { name: string }[] | undefined): string[] {
  return (documented ?? []).map(({ name }) => name);
}

/** Goes through all that a person can meet, waiting at each step for what it is to show. */
async function converse(): Promise<void> {
  const main = page.locator("#main");
  const part = (name: string) => main.locator(`[part~="${name}"]`);
  const state = (name: string) => page.locator(`#main:state(${name})`).waitFor();
  await page.evaluate(() => {
    const element = document.querySelector<OcSession>("#main")!;
    element.cancelTurn = () => undefined;
    element.suggestions = ["Go on"];
    element.features = "highlight math sources line-numbers";
    element.actions = Array.from({ length: 60 }, (_, i) => ({
      name: `a${i}`,
      label: `Action ${i}`,
      pressed: () => true,
    }));
    element.menu = "copy";
    element.notify = "system";
    element.upload = async ({ name }) => ({ url: `https://files.example/${name}` });
    for (const slot of ["header-end", "composer-start", "composer-end"])
      element.append(Object.assign(document.createElement("i"), { slot }));
    element.addEventListener("oc-link", (event) => event.preventDefault());
    document.querySelector<OcSession>("#fresh")!.prompts = ["Hello"];
  });
  await page.locator('#fresh [part~="prompt"]').waitFor();
  await page.locator('#long [part~="earlier-button"]').waitFor({ state: "attached" });
  await part("notify-button").waitFor();
  await state("live");

  await appendWork();
  await state("awaiting-input");
  await part("option").waitFor();
  await part("attach-button").waitFor();
  const file = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Notes") };
  await main.locator("input[type=file]").setInputFiles(file);
  await part("attachment").waitFor();
  await part("input").fill("Go on");
  await part("send-button").click();
  await part("stop-button").waitFor();
  await part("typing").waitFor();
  await computer.appendEvents(
    session.id,
    { type: "agent.message", actor: { type: "agent" }, body: { text: MARKDOWN } },
    { type: "turn.completed", body: { turn_id: "t2", outcome: "completed" } },
  );
  await state("idle");
  await part("suggestion").waitFor();
  await part("code-wrap").waitFor();
  await part("math").waitFor();
  await part("menu-button").click();
  await part("menu-item").waitFor();
  await page.keyboard.press("Escape");
  await main.evaluate((element: OcSession) => element.find("many. 1"));
  await part("find-count").getByText("of 3").waitFor();
  await part("find-button").last().click();
  await part("link").first().click();
  await part("image-placeholder").click();
  await part("image").waitFor({ state: "attached" });

  await part("action-button").last().click();
  await part("action-item").nth(3).click();
  await drawList();
  await part("transcript").evaluate((transcript) => transcript.scrollTo(0, 0));
  await main.locator('details[part~="activity"] summary').first().click();
  await part("step").waitFor();
  await computer.appendEvents(session.id, ...many("Still there?"));
  await part("unread-badge").waitFor();
  await part("scroll-button").click();

  await page.route("**/messages", (route) =>
    route.fulfill({ status: 422, headers: { "Access-Control-Allow-Origin": "*" }, json: REFUSAL }),
  );
  await main.evaluate((element: OcSession) => void element.send("Yes").catch(() => undefined));
  await part("retry-button").waitFor();
  await page.unroute("**/messages");
  await drawLauncher();
  await loseAccess(state);
}

/** Refuses a message that may be accepted another time. */
const REFUSAL = { error: { type: "invalid_request", message: "Not now." } };

/** A turn with every kind of entry, that ends in a question. */
async function appendWork(): Promise<void> {
  const turn_id = "t1";
  const agent = { type: "agent" } as const;
  await computer.appendEvents(
    session.id,
    { type: "turn.started", level: "progress", turn_id, body: { turn_id } },
    {
      type: "tool.call",
      level: "progress",
      turn_id,
      actor: agent,
      body: { tool: "shell", args_summary: "ls" },
    },
    { type: "preview.url", turn_id, body: { url: "https://preview.example.com/", port: 8080 } },
    { type: "turn.completed", turn_id, body: { turn_id, outcome: "budget_exceeded" } },
    ...many("One of many."),
    { type: "agent.message", turn_id, actor: agent, body: { text: "Which one?" } },
    { type: "turn.completed", turn_id, body: { turn_id, outcome: "needs_input" } },
  );
}

function many(text: string) {
  return Array.from({ length: 12 }, (_, index) => ({
    type: "agent.message",
    actor: { type: "agent" } as const,
    body: { text: `${text} ${index}` },
  }));
}

/** Goes through what a list of conversations can show. */
async function drawList(): Promise<void> {
  const list = page.locator("oc-session-list");
  const part = (name: string) => list.locator(`[part~="${name}"]`).first();
  await list.evaluate((element: OcSessionList) => {
    const item = (i: number) => ({
      session: `ses_${i}`,
      title: `${i}`,
      updatedAt: 0,
      unread: i,
      state: "working" as const,
    });
    element.items = Array.from({ length: 150 }, (_, i) => item(i));
    element.addEventListener("oc-select", (event) => event.preventDefault());
  });
  await part("more-button").waitFor();
  await part("item-button").click();
  await part("item-button").press("F2");
  await part("rename-input").fill("Other");
  await part("rename-input").press("Enter");
  await part("item-button").press("Delete");
  await part("cancel-button").waitFor();
  await part("confirm-button").click();
  await list.evaluate((element: OcSessionList) => (element.items = []));
  await part("empty").waitFor();
}

async function drawLauncher(): Promise<void> {
  const launcher = page.locator("oc-launcher");
  await launcher.locator('[part~="invite-close"]').click();
  await launcher.locator('[part~="launcher-button"]').click();
  await launcher.locator('[part~="close-button"]').click();
  await launcher.locator('[part~="panel"]').waitFor({ state: "hidden" });
}

async function loseAccess(state: (name: string) => Promise<void>): Promise<void> {
  await context.setOffline(true);
  await computer.dropConnections(session.id);
  await state("offline");
  await context.setOffline(false);
  await state("live");
  await computer.expireTokens(session.id);
  await state("unauthorized");
  const { body } = await computer.request("POST", `/sessions/${session.id}/client-tokens`, {});
  const { token } = body as { token: string };
  await page.evaluate((renewed) => (document.querySelector<OcSession>("#main")!.token = renewed), token);
  await state("live");
  await computer.request("POST", `/sessions/${session.id}/archive`);
  await page.evaluate(() => {
    document
      .querySelector<OcSession>("#main")!
      .send("Anyone?")
      .catch(() => undefined);
  });
  await state("closed");
  await computer.close();
  await page.locator("#fresh:state(reconnecting)").waitFor();
}
