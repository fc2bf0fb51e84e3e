import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright";
import type { AgentEvent } from "../support/agent-calls.js";
import { violations } from "../support/axe.js";
import { DemoSite } from "../support/demo-site.js";
import { launchBrowser } from "../support/playwright.js";
import { WIRES, type WireName } from "../support/wires.js";

const FIRST_20_PRIMES = "2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71";
/** Milliseconds. */
const STATE_TIMEOUT_MS = 15_000;
const NUDGE = "also check the CI config";

let site: DemoSite;
let browser: Browser;
let page: Page;
let wire: WireName;
/** What went wrong in the page without a test having asked: exceptions, and breaches of its policy. */
const complaints: string[] = [];

before(async () => {
  [site, browser] = await Promise.all([DemoSite.start(), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
  });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

for (const name of WIRES) {
  describe(`on the wire ${name}`, () => {
    before(async () => {
      wire = name;
      await page.goto(`${site.url}/?wire=${wire}`);
    });

    // The same agent writes the same script on either wire.
    if (name === "v3") test("A visitor has a script written and run", scripted);

    test("What they write is confirmed, exactly once", async () => {
      await write(NUDGE);
      await entry(NUDGE).getByText("Seen").waitFor();
      await becomesIdle();
      assert.equal((await log()).filter(({ body }) => body.text === NUDGE).length, 1, "in the log");
      assert.equal((await transcript()).filter(({ text }) => text === NUDGE).length, 1, "on the screen");
    });

    test("An answer that is cut off goes on without a gap and without a double", async () => {
      await choose("progress");
      const calls = await rows(CALL[wire]).count();
      await write("Build me a small web page.");
      // The agent has begun, and most of what it will say is still to come.
      await rows(CALL[wire]).nth(calls).waitFor();
      await CUT[wire]();
      assert.equal(
        await page.evaluate("document.querySelector('oc-session').turn"),
        "working",
        "in the middle of it",
      );
      if (wire === "serverless") await page.unroute(EVENTS);

      await entry("The page is up").waitFor();
      await becomesIdle();
      const shown = await seqs();
      // Some events of a serverless agent's log are of no level that is shown.
      const all =
        wire === "v3" ? shown.map((_, index) => index + 1) : [...new Set(shown)].sort((a, b) => a - b);
      assert.deepEqual(shown, all, "every event of the log, once, in order");
      assert.equal((await transcript()).filter(({ text }) => text.includes("The page is up")).length, 1);
    });

    test("Reloaded, the page shows the same", async () => {
      await choose("user");
      const shown = await transcript();
      assert.ok(shown.length >= 4);
      await page.reload();
      await caughtUp();
      assert.deepEqual(await transcript(), shown);
      await entry("The page is up").waitFor();
    });
  });
}

test("Everyone can use it, in light and dark", async () => {
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Switch to dark" }).click();
  assert.deepEqual(await violations(page), []);
});

test("Nothing was thrown, and the strict policy was kept", () => {
  assert.deepEqual(complaints, []);
});

/** The event that says that a tool is called. */
const CALL: Readonly<Record<WireName, string>> = { v3: "tool.call", serverless: "tool.started" };

/** The requests of a log that is asked for page by page. */
const EVENTS = "**/events?*";

/** Cuts the chat off. */
const CUT: Readonly<Record<WireName, () => Promise<unknown>>> = {
  async v3() {
    await page.getByRole("button", { name: "Drop my connection" }).click();
    await page.getByText("1 stream was cut off.").waitFor();
  },
  async serverless() {
    await page.route(EVENTS, (route) => route.abort());
    await until("connection === 'reconnecting'");
  },
};

async function scripted(): Promise<void> {
  await page.getByRole("button", { name: "Print the first 20 primes" }).click();
  const answer = entry("primes.py");
  await answer.getByText(FIRST_20_PRIMES).waitFor();
  await answer.getByText(/exited with code 0/).waitFor();
  await becomesIdle();
  const answers = (await log()).filter(({ type }) => type === "agent.message");
  assert.equal(answers.length, 1);
  assert.match(answers[0]?.body.text ?? "", new RegExp(FIRST_20_PRIMES));
}

/** The last entry of the transcript that holds a text. */
function entry(text: string) {
  return page.getByRole("article").filter({ hasText: text }).last();
}

/** Rows of the raw log. */
function rows(type: string) {
  return page.locator("#log .type").getByText(type, { exact: true });
}

async function seqs(): Promise<number[]> {
  const newestFirst = await page.locator("#log .seq").allTextContents();
  return newestFirst.map(Number).reverse();
}

async function write(text: string): Promise<void> {
  await page.getByRole("textbox", { name: /message/i }).fill(text);
  await page.keyboard.press("Enter");
}

async function choose(level: string): Promise<void> {
  await page.getByRole("radio", { name: level, exact: true }).check();
  await caughtUp();
}

async function becomesIdle(): Promise<void> {
  await until("turn === 'idle'");
}

/** The element has read the log to its end. */
async function caughtUp(): Promise<void> {
  const last = (await log()).at(-1)?.seq;
  await until(wire === "v3" ? `lastSeq === ${last}` : `lastSeq >= ${last}`);
}

/** Waits for a state of the element; by hand, as Playwright's own way needs `eval`, which the page's policy forbids. */
async function until(state: string): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(${JSON.stringify(`Never came: ${state}`)})), ${STATE_TIMEOUT_MS});
    const look = () => (document.querySelector("oc-session").${state} ? resolve() : setTimeout(look, 20));
    look();
  })`);
}

/** What the element shows, as it tells its host. */
async function transcript(): Promise<{ seq: number; text: string; kind: string }[]> {
  return page.evaluate(
    "document.querySelector('oc-session').entries.map(({ seq, text = '', kind }) => ({ seq, text, kind }))",
  );
}

/** The log at level `user`, as the backend reads it. */
async function log(): Promise<{ seq: number; type: string; body: { text?: string } }[]> {
  if (wire === "v3") return page.evaluate("fetch('/api/lab/log').then((response) => response.json())");
  await until("session !== null");
  const { events } = await page.evaluate<{ events: AgentEvent[] }>(
    "fetch(`/api/agent/main/sessions/${document.querySelector('oc-session').session}/events?after=0`)" +
      ".then((response) => response.json())",
  );
  return events.flatMap(({ seq, type, data }) => {
    if (type === "message.received")
      return [{ seq, type: "user.message", body: { text: `${data["input"]}` } }];
    if (type !== "message.completed") return [];
    return [{ seq, type: "agent.message", body: { text: `${data["text"]}` } }];
  });
}
