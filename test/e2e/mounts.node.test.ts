import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright";
import { LocalOpenComputer } from "../runner/local-server.js";
import { livingElements } from "../support/living-elements.js";
import { launchBrowser } from "../support/playwright.js";
import { type Site, startSite } from "../support/site.js";
import { until } from "../support/wait.js";

/** Chats and lists that come and go with everything open, as in a page of one document whose views change. */

const MOUNTS = 60;
/** As many come and go before it is counted: files are loaded, and what a page has once is there. */
const WARM_UP = 10;
/** Milliseconds after which what has not gone is taken for what stays. */
const LEFT_TIMEOUT_MS = 60_000;

let computer: LocalOpenComputer;
let site: Site;
let browser: Browser;
let query: string;

before(async () => {
  computer = await LocalOpenComputer.start();
  const { id, token } = await computer.createSession();
  const text = `A needle, $x^2$.\n\n\`\`\`js\nconst needle = "${"long ".repeat(80)}";\n\`\`\``;
  const agent = { actor: { type: "agent" as const }, turn_id: "turn_1" };
  await computer.appendEvents(
    id,
    { type: "turn.started", ...agent, body: {} },
    { type: "tool.call", ...agent, level: "progress", body: { tool: "shell", args_summary: "needle" } },
    { type: "tool.result", ...agent, level: "progress", body: { text: "fine" } },
    { type: "agent.message", ...agent, body: { text } },
    { type: "turn.completed", ...agent, body: {} },
  );
  query = new URLSearchParams({
    session: id,
    token,
    "base-url": computer.baseUrl,
    menu: "find copy print",
    activity: "line",
    notify: "title sound badge",
    features: "highlight math line-numbers",
    level: "progress",
  }).toString();
  const scripts = ["oc-session", "oc-session-list"].map(
    (name) => `<script type="module" src="/cdn/${name}.js"></script>`,
  );
  const page = `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,">${scripts.join("")}</head><body></body></html>`;
  [site, browser] = await Promise.all([
    startSite({ computer, pages: { "/page.html": page } }),
    launchBrowser(),
  ]);
});
after(async () => {
  await browser.close();
  await Promise.all([site.close(), computer.close()]);
});

test(`${MOUNTS} chats and lists that go with everything open leave nothing behind`, async () => {
  const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
  await page.addInitScript({ path: "test/e2e/mounts-page.js" });
  await page.goto(`${site.url}/page.html`);
  const devtools = await page.context().newCDPSession(page);
  const run = <Value>(call: string) => page.evaluate(call) as Promise<Value>;
  const comeAndGo = (times: number) =>
    run(`comeAndGo(${JSON.stringify(query)}, ${times}, ${LEFT_TIMEOUT_MS})`);
  const left = (wanted: unknown) => run<object>(`left(${JSON.stringify(wanted)}, ${LEFT_TIMEOUT_MS})`);
  await comeAndGo(WARM_UP);
  const before = await left(null);
  const seen = await run<string[]>("seen()");
  for (const name of ["setTimeout", "ResizeObserver", "Window beforeprint", "MediaQueryList change"])
    assert.ok(seen.includes(name), `${name} is counted`);
  await comeAndGo(MOUNTS);
  assert.deepEqual(await left(before), before);
  // The browser itself remembers where the focus was last.
  await page.mouse.click(5, 5);
  for (const name of ["oc-session", "oc-session-list", "oc-transcript", "oc-composer", "oc-entry"])
    await until(
      async () => (await livingElements(devtools, name)) === 0,
      `no ${name} lives on without a document`,
    );
  await page.close();
});
