import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright";
import { violations } from "../support/axe.js";
import { DemoSite } from "../support/demo-site.js";
import { launchBrowser } from "../support/playwright.js";
import { WIRES } from "../support/wires.js";

const PAGES = ["/", "/launcher.html", "/gallery.html", "/theme.html", "/faults.html", "/recipes.html"];

let site: DemoSite;
let browser: Browser;
let visitor: BrowserContext;
/** What went wrong in a page without a test having asked: exceptions, breaches of its policy, hashes that are none. */
const complaints: string[] = [];

// Built, because most of a page's costs are otherwise its 500 modules; the journey visits the demo as `npm start` serves it.
before(async () => {
  [site, browser] = await Promise.all([DemoSite.startBuilt(), launchBrowser()]);
  visitor = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  visitor.on("weberror", (error) => complaints.push(error.error().message));
  visitor.on("console", (message) => {
    if (/Content Security Policy|Trusted|integrity/i.test(message.text())) complaints.push(message.text());
  });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

test("Bundled and minified, the demo works under the strictest policy", async () => {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  const response = await page.goto(site.url);
  assert.match(
    response?.headers()["content-security-policy"] ?? "",
    /^default-src 'none'; script-src 'self';/,
  );
  await page.getByRole("button", { name: "Print the first 20 primes" }).click();
  await entry(page, "exited with code 0").waitFor();
  assert.deepEqual(errors, []);
  await page.close();
});

for (const path of PAGES) {
  test(`${path} can be used by everyone, in light and dark, and fits a phone`, async () => {
    const page = await open(path);
    await page.locator("oc-session:visible, oc-launcher button:visible, #backend").first().waitFor();
    assert.deepEqual(await violations(page), [], "light");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 320, height: 640 });
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 320);
    assert.deepEqual(await violations(page), [], "dark, on a phone");
    await page.close();
  });
}

test("A conversation outlives an expired token and a restarted server", async () => {
  const page = await open("/");
  await write(page, "Hello");
  await entry(page, "an agent that needs no model").waitFor();

  await page.getByRole("button", { name: "Expire my token" }).click();
  await page.getByText("token has expired").or(page.getByText("tokens have expired")).waitFor();
  await write(page, "Thanks!");
  await entry(page, "You're welcome").waitFor();

  await page.getByRole("button", { name: "Restart the server" }).click();
  await page.getByText("Reconnecting").first().waitFor();
  await write(page, "Show me some code");
  await page.getByText("The server was stopped and started again").waitFor();
  await entry(page, "full jitter").waitFor();
  await page.close();
});

test("The inbox takes signed webhooks, and has what it refused delivered again", async () => {
  const page = await open("/");
  const inbox = page.locator("#inbox");
  await inbox.getByText("✓ signature").first().waitFor();
  await inbox.getByRole("button", { name: "Let it fail" }).click();
  await write(page, "Thanks!");
  await inbox.getByText("will be retried").first().waitFor();
  await inbox.getByRole("button", { name: "Answering 503" }).click();
  const retried = inbox.getByRole("listitem").filter({ hasText: /[2-4] attempts/ });
  await retried.first().getByText("delivered", { exact: true }).waitFor();
  await page.close();
});

test("A new conversation leaves the old one, for good", async () => {
  const page = await open("/");
  await entry(page, "full jitter").waitFor();
  await page.getByRole("button", { name: "New conversation" }).click();
  await page.getByRole("button", { name: "What can you do?", exact: true }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "What can you do?", exact: true }).waitFor();
  assert.equal(await page.getByRole("article").count(), 0);
  await page.close();
});

test("A thumb is kept by the backend, wakes no agent, and is there again after a reload", async () => {
  const page = await open("/");
  await write(page, "What can you do?");
  const answer = entry(page, "an agent that needs no model");
  await answer.waitFor();
  await page.locator("oc-session:state(idle)").waitFor();
  const seq = await page
    .locator("oc-session")
    .evaluate((chat: HTMLElement & { lastSeq: number }) => chat.lastSeq);
  const kept = page.waitForResponse((response) => response.url().endsWith("/api/thumbs") && response.ok());
  await answer.getByRole("button", { name: "Good answer" }).click();
  await kept;
  await page.reload();
  await answer.getByRole("button", { name: "Good answer", pressed: true }).waitFor();
  await answer.getByRole("button", { name: "Bad answer", pressed: false }).waitFor();
  assert.equal(
    await page.locator("oc-session").evaluate((chat: HTMLElement & { lastSeq: number }) => chat.lastSeq),
    seq,
  );
  await page.close();
});

test("Several conversations are listed by their first messages, chosen, renamed and deleted", async () => {
  const page = await open("/");
  const list = page.locator("oc-session-list");
  await list.getByRole("button", { name: /^What can you do\?/ }).waitFor();
  await page.getByRole("button", { name: "New conversation" }).click();
  await write(page, "Make it better");
  await list.getByRole("button", { name: /^Make it better.*Needs you/ }).waitFor();
  await list.getByRole("button", { name: /^What can you do\?/ }).click();
  await entry(page, "an agent that needs no model").waitFor();
  await list.getByRole("button", { name: /^Make it better/ }).press("F2");
  await list.getByRole("textbox", { name: "Name" }).fill("Better");
  const told = (method: string, words: string) =>
    page.waitForResponse(
      (response) =>
        response.request().method() === method && (response.request().postData() ?? "").includes(words),
    );
  const renamed = told("PATCH", "Better");
  await page.keyboard.press("Enter");
  await renamed;
  await page.reload();
  await list.getByRole("button", { name: /^Better/ }).press("Delete");
  const deleted = told("DELETE", "");
  await list.getByRole("button", { name: "Delete", exact: true }).click();
  await list.getByRole("button", { name: /^Better/ }).waitFor({ state: "detached" });
  await deleted;
  await page.reload();
  await list.getByRole("button", { name: /^What can you do\?/ }).waitFor();
  assert.equal(await list.getByRole("button", { name: /^Better/ }).count(), 0);

  const rows = list.getByRole("button", { name: /^What can you do\?/ });
  await rows.click();
  await entry(page, "an agent that needs no model").waitFor();
  await page.route("**/api/conversations/**", (route) => route.abort());
  await rows.press("Delete");
  const refused = page.waitForEvent("requestfailed", (request) => request.method() === "DELETE");
  await list.getByRole("button", { name: "Delete", exact: true }).click();
  await refused;
  await rows.waitFor();
  await entry(page, "an agent that needs no model").waitFor();
  await page.close();
});

test("The other wire has the same agent, a conversation of its own, and outlives a restart too", async () => {
  const page = await open("/");
  await page.getByLabel("serverless").check();
  // Each visitor has one conversation there.
  await page.getByRole("heading", { name: "Have several" }).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "What can you do?", exact: true }).click();
  await entry(page, "an agent that needs no model").waitFor();
  await page.reload();
  await entry(page, "an agent that needs no model").waitFor();
  await page.getByRole("button", { name: "Restart the server" }).click();
  await write(page, "Show me some code");
  await page.getByText("The server was stopped and started again").waitFor();
  await entry(page, "full jitter").waitFor();
  await page.getByLabel("v3").check();
  await entry(page, "an agent that needs no model").waitFor();
  await page.close();
});

test("The gallery's exhibits show what their titles say", async () => {
  const page = await open("/gallery.html");
  const exhibit = (name: string) =>
    page
      .locator("figure")
      .filter({ has: page.getByRole("heading", { name, exact: true, level: 2 }) })
      .locator("oc-session");
  for (const [name, words] of [
    ["Markdown", "Trial division"],
    ["Footnotes, formulas, sources", "In a letter of 1849"],
    ["Empty", "What can I do for you?"],
    ["The end of a long log", "150 squared is"],
    ["A log from its beginning", "150 squared is"],
    ["Work at level progress", "steps"],
    ["The current step of a turn", "edit_file test/clock.test.ts"],
    ["The steps of a finished turn, in one line", "Did 6 steps"],
    ["All steps of a running turn", "1 of 212 tests failed"],
    ["A running turn", "Ada is working"],
    ["Stopping", "Stopping…"],
    ["Queued messages", "2 messages queued"],
    ["Suggestions", "Undo it"],
    ["A question", "Waiting for your answer"],
    ["A growing answer", "is the one to remember"],
    ["A question with options", "Which part do you mean?"],
    ["Work on the serverless wire", "steps"],
    ["A turn that failed", "Summarize the last hundred tickets."],
    ["Cards", "Quarterly report"],
    ["Notices", "The model is overloaded."],
    ["A refused message", "Try again"],
    ["Unreachable", "Waiting to send"],
    ["Access expired", "Access expired"],
    ["An archived session", "Conversation ended"],
    ["Hostile text", 'alert("script")'],
    ["Your own renderer", "Out for delivery"],
    ["Right to left", "النص البرمجي"],
  ] as const) {
    await exhibit(name).getByText(words).first().waitFor();
  }
  await page.close();
});

test("Nothing moves for those who want less motion", async () => {
  const still = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  const page = await still.newPage();
  await page.goto(`${site.url}/gallery.html`);
  for (const words of ["edit_file", "Ada is working…", "Reconnecting…"])
    await page.getByText(words).first().waitFor();
  const moving = await page
    .locator("oc-session")
    .evaluateAll((chats) => chats.flatMap(({ shadowRoot }) => shadowRoot?.getAnimations() ?? []).length);
  assert.equal(moving, 0);
  await still.close();
});

for (const wire of WIRES) {
  test(`The fault lab's switches hurt, and it heals: ${wire}`, async () => {
    const page = await open(`/faults.html?wire=${wire}`);
    const verdict = page.locator("#verdict");
    await write(page, "Hello");
    await entry(page, "an agent that needs no model").waitFor();
    await page.getByLabel("Lose the answers").check();
    await page.getByLabel("Cut every answer short").check();
    await page.getByRole("button", { name: "Send 5 messages" }).click();
    await page
      .getByRole("article")
      .getByText("Waiting to send")
      .or(page.getByText("Reconnecting"))
      .first()
      .waitFor();
    await page.getByRole("button", { name: "All well" }).click();
    await page
      .locator("#figures")
      .getByText(/^[7-9]|[1-9]\d$/)
      .first()
      .waitFor();
    await verdict.getByText("the same").waitFor();
    const figures = await page.locator("#figures dd").allTextContents();
    const [logged, shown, missing, doubled, disordered] = figures.map(Number);
    assert.deepEqual([shown, missing, doubled, disordered], [logged, 0, 0, 0]);
    await page.close();
  });

  test(`The fault lab's log arrives past what holds streams back, and a firewall costs no message: ${wire}`, async () => {
    const page = await open(`/faults.html?wire=${wire}`);
    const verdict = page.locator("#verdict");
    await write(page, "Hello");
    await entry(page, "an agent that needs no model").waitFor();
    if (wire === "v3") await page.getByLabel("Hold streams back").check();
    await write(page, "Show me a table");
    await page.getByRole("article").getByRole("table").first().waitFor();
    await page.getByLabel("Answer 403").check();
    await write(page, "past the firewall");
    await page.locator(".banner").waitFor();
    await page.getByRole("button", { name: "All well" }).click();
    await page.getByRole("article").filter({ hasText: "past the firewall" }).last().waitFor();
    await verdict.getByText("the same").waitFor();
    await page.close();
  });

  test(`The fault lab plays the plan of the seed that its address names: ${wire}`, async () => {
    const page = await open(`/faults.html?wire=${wire}&seed=83`);
    await write(page, "Hello");
    await entry(page, "an agent that needs no model").waitFor();
    assert.equal(await page.getByLabel("Seed").inputValue(), "83");
    await page.getByRole("button", { name: "Play its plan" }).click();
    await page.getByText(/to go: [1-9]\d* of \d+ requests spoiled/).waitFor();
    // A disabled button would lose the focus; a live countdown would be read out each second.
    assert.equal(await page.evaluate("document.activeElement.id"), "play");
    assert.equal(await page.locator("#weather").getAttribute("aria-live"), "off");
    await page.close();
  });
}

test("A theme is worn at once, and can be taken home as CSS", async () => {
  const page = await open("/theme.html");
  await page.getByRole("button", { name: "Terminal" }).click();
  await page.locator("oc-session").getByText("Why does the build fail?").waitFor();
  const font = await page.evaluate(
    "getComputedStyle(document.querySelector('oc-session').shadowRoot.querySelector('.frame')).fontFamily",
  );
  assert.match(String(font), /ui-monospace/);
  assert.match(
    (await page.locator("#css").textContent()) ?? "",
    /--oc-accent: light-dark\(#0b6b3a, #15803d\);/,
  );
  const borderOf = (part: string) =>
    page
      .locator(`[part=${part}]`)
      .first()
      .evaluate((button) => getComputedStyle(button).borderBlockStartStyle);
  await page.getByRole("radio", { name: "Suggestions" }).check();
  assert.equal(await borderOf("suggestion"), "dashed");
  await page.getByRole("radio", { name: "Question" }).check();
  assert.equal(await borderOf("option"), "dashed");
  await page.getByRole("radio", { name: "Files" }).check();
  assert.equal(await borderOf("attachment"), "dashed");
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  assert.equal(await borderOf("menu"), "dashed");
  await page.getByLabel("--oc-radius").fill("20");
  assert.match((await page.locator("#css").textContent()) ?? "", /--oc-radius: 20px;/);
  await page.close();
});

test("The one tag's launcher opens from a button of the page, and only then is the chat fetched", async () => {
  const page = await visitor.newPage();
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await page.goto(`${site.url}/launcher.html`);
  await page.getByRole("button", { name: "Talk to us" }).waitFor();
  assert.ok(!fetched.includes("/cdn/oc-session.js"));
  await page.getByRole("button", { name: "Ask us which one" }).click();
  await write(page, "What can you do?");
  await entry(page, "an agent that needs no model").waitFor();
  assert.ok(fetched.includes("/cdn/oc-session.js"));
  await page.close();
});

test("Nothing was thrown, and the strict policy was kept", () => {
  assert.deepEqual(complaints, []);
});

async function open(path: string): Promise<Page> {
  const page = await visitor.newPage();
  await page.goto(site.url + path);
  return page;
}

/** The last entry of the transcript that holds a text. */
function entry(page: Page, text: string) {
  return page.getByRole("article").filter({ hasText: text }).last();
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /message/i }).fill(text);
  await page.keyboard.press("Enter");
}
