import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright";
import { build } from "vite";
import type { SessionEvent } from "../../src/core.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { frameworkPolicy } from "../security/servers.js";
import { launchBrowser } from "../support/playwright.js";
import { type Site, startSite } from "../support/site.js";

const FRAMEWORKS = ["react", "vue", "svelte", "plain"];

let computer: LocalOpenComputer;
let folder: string;
let site: Site;
let browser: Browser;

before(async () => {
  computer = await LocalOpenComputer.start({ agentPace: 0 });
  folder = await mkdtemp(path.join(tmpdir(), "oc-frameworks-"));
  process.env["VITE_OPENCOMPUTER_URL"] = computer.baseUrl;
  for (const name of FRAMEWORKS)
    await build({
      root: `demo/frameworks/${name}`,
      base: `/${name}/`,
      logLevel: "warn",
      build: { outDir: path.join(folder, name), chunkSizeWarningLimit: 1000 },
    });
  site = await startSite({ computer, pages: {}, folder, policy: frameworkPolicy(computer.url) });
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
  await Promise.all([site.close(), computer.close(), rm(folder, { recursive: true })]);
});

for (const name of FRAMEWORKS) {
  describe(`the ${name} example`, () => {
    let page: Page;
    const complaints: string[] = [];

    before(async () => {
      page = await browser.newPage();
      page.setDefaultTimeout(10_000);
      page.on("pageerror", ({ message }) => complaints.push(message));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      await page.goto(`${site.url}/${name}/`);
    });
    after(async () => {
      await page.close();
      assert.deepEqual(complaints, []);
    });

    const press = (label: string) => page.getByRole("button", { name: label, exact: true }).click();
    const said = (text: string) => page.locator("oc-entry").getByText(text).first();
    const status = (text: string) => page.locator("output", { hasText: text }).waitFor();

    async function asked(text: string): Promise<SessionEvent | undefined> {
      const session = await page.evaluate(() => document.querySelector("oc-session")?.session);
      const { body } = await computer.request("GET", `/sessions/${session}/events?level=user`);
      return (body as { data: SessionEvent[] }).data.find((event) => event.body["text"] === text);
    }

    test("gives the element its properties and hears its events", async () => {
      await page.getByRole("heading", { name: "Support, free plan" }).waitFor();
      await status("free, idle");
      const turns = page.evaluate(
        () =>
          new Promise<string[]>((resolve) => {
            const shown: string[] = [];
            const output = document.querySelector("output")!;
            new MutationObserver(() => {
              shown.push(output.textContent.trim());
              if (shown.length > 1 && shown.at(-1) === "free, idle") resolve(shown);
            }).observe(output, { childList: true, characterData: true, subtree: true });
          }),
      );
      await press("Print the first 20 primes");
      await said("2, 3, 5, 7, 11").waitFor();
      assert.ok((await turns).includes("free, working"));
      assert.equal((await asked("Print the first 20 primes"))?.refs?.["plan"], "free");
    });

    test("keeps the transcript through renders, and sends what is true by then", async () => {
      const before = await page.evaluateHandle(() =>
        document.querySelector("oc-session")?.shadowRoot?.querySelector("oc-entry"),
      );
      await press("Change plan");
      await page.getByRole("heading", { name: "Support, paid plan" }).waitFor();
      await status("paid, idle");
      const isSame = await page.evaluate(
        (entry) => entry === document.querySelector("oc-session")?.shadowRoot?.querySelector("oc-entry"),
        before,
      );
      assert.ok(isSame);
      await press("Say hello");
      await said("Hello from a button").waitFor();
      await said("an agent that needs no model").waitFor();
      assert.equal((await asked("Hello from a button"))?.refs?.["plan"], "paid");
    });

    test("closes the stream with the element, and finds the conversation again with the next", async () => {
      const closed = page.waitForEvent("requestfailed", (request) => request.url().includes("stream=sse"));
      await press("Hide the chat");
      await closed;
      assert.equal(await page.locator("oc-session").count(), 0);
      await press("Show the chat");
      await said("Print the first 20 primes").waitFor();
      await said("Hello from a button").waitFor();
    });
  });
}
