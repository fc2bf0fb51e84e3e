import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import type { Browser, Page } from "playwright";
import type { OcSession } from "../../src/ui/element/oc-session.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { launchBrowser } from "../support/playwright.js";
import { type Site, startSite } from "../support/site.js";

declare global {
  interface Window {
    given: OcSession | null;
    heard: string[];
  }
}

const MODERN = `
  import { createRoot } from "react-dom/client";
  import { app } from "./react-app.js";
  createRoot(document.querySelector("main")).render(app);`;

const LEGACY = `
  import { render } from "react-dom";
  import { app } from "./react-app.js";
  render(app, document.querySelector("main"));`;

const SERVER = `
  import { createElement } from "react";
  import { renderToString } from "react-dom/server";
  import { OcLauncher, OcSession } from "oc-session/react";
  console.error = (...words) => console.log("complaint:", ...words);
  const chat = createElement(OcSession, { className: "chat", endpoint: "/api/chat" });
  console.log(renderToString(createElement(OcLauncher, { label: "Help" }, chat)));`;

const HYDRATED = `import { createElement } from "react";
  import { OcLauncher, OcSession } from "oc-session/react";
  const chat = createElement(OcSession, { className: "chat", endpoint: "/api/chat", prompts: ["Hello"] });
  const launcher = createElement(OcLauncher, { label: "Help" }, chat);`;

const HYDRATE_LEGACY = `import { hydrate } from "react-dom"; ${HYDRATED}
  hydrate(launcher, document.querySelector("main"));`;

const HYDRATE = `import { hydrateRoot } from "react-dom/client"; ${HYDRATED}
  hydrateRoot(document.querySelector("main"), launcher);`;

/** React 19 sets an element's own properties, and listens by `on` and the event's whole name. */
const NATIVE = `
  import { createElement } from "react";
  import { createRoot } from "react-dom/client";
  import "oc-session";
  window.heard = [];
  const chat = createElement("oc-session", {
    ...window.setup,
    heading: "Native",
    afterSeq: 1,
    prompts: ["Hello"],
    "onoc-connection": ({ detail }) => window.heard.push(detail.connection),
  });
  createRoot(document.querySelector("main")).render(chat);`;

/** Where each version's packages are, and how a page starts it. */
const VERSIONS = [
  { version: 17, folder: "test/e2e/react-17", start: LEGACY, hydrate: HYDRATE_LEGACY },
  { version: 18, folder: "test/e2e/react-18", start: MODERN, hydrate: HYDRATE },
  { version: 19, folder: ".", start: MODERN, hydrate: HYDRATE },
];

let browser: Browser;
let computer: LocalOpenComputer;
let site: Site;
const sessions = new Map<number, string>();

before(async () => {
  computer = await LocalOpenComputer.start();
  const pages: Record<string, string> = {};
  for (const { version, folder, start, hydrate } of VERSIONS) {
    const { id, token } = await computer.createSession();
    sessions.set(version, id);
    const setup = JSON.stringify({ baseUrl: computer.baseUrl, session: id, token });
    pages[`/setup-${version}.js`] = `window.setup = ${setup};`;
    pages[`/app-${version}.js`] = await bundle(folder, start, "browser");
    pages[`/${version}.html`] = `<!doctype html><html lang="en"><title>React ${version}</title><main></main>
      <script src="/setup-${version}.js"></script><script defer src="/app-${version}.js"></script>`;
    pages[`/hydrate-${version}.js`] = await bundle(folder, hydrate, "browser", "development");
    pages[`/hydrated-${version}.html`] = `<!doctype html><html lang="en"><title>React ${version}</title>
      <link rel="icon" href="data:,"><main>${await rendered(folder)}</main>
      <script defer src="/hydrate-${version}.js"></script>`;
  }
  const { id, token } = await computer.createSession();
  const setup = JSON.stringify({ baseUrl: computer.baseUrl, session: id, token });
  pages["/native-setup.js"] = `window.setup = ${setup};`;
  pages["/native.js"] = await bundle(".", NATIVE, "browser");
  pages["/native.html"] = pages["/19.html"]!.replace("setup-19", "native-setup").replace("app-19", "native");
  site = await startSite({ computer, pages });
  browser = await launchBrowser();
});

after(async () => {
  await browser.close();
  await site.close();
  await computer.close();
});

for (const { version, folder } of VERSIONS) {
  describe(`React ${version}`, () => {
    test("sets properties, hears events, and keeps the element through renders until it is taken away", async () => {
      const page = await browser.newPage();
      await page.goto(`${site.url}/${version}.html`);
      await page.locator("oc-session:state(live)").waitFor();
      assert.deepEqual(await look(page), {
        class: "chat",
        hidden: false,
        heading: "Step 0",
        prompts: ["Hello"],
      });
      const first = await page.evaluateHandle(() => window.given);

      await page.getByRole("button", { name: "Next" }).click();
      await page.locator("oc-session", { hasText: "Step 1" }).waitFor();
      assert.ok(await page.evaluate((element) => element === document.querySelector("oc-session"), first));
      await computer.expireTokens(sessions.get(version)!);
      await page.locator("oc-session:state(unauthorized)").waitFor();
      const heard = await page.evaluate(() => window.heard);
      assert.deepEqual([heard.includes("0 live"), heard.at(-1)], [true, "1 unauthorized"]);

      await page.getByRole("button", { name: "Next" }).click();
      await page.locator("oc-session").waitFor({ state: "detached" });
      assert.equal(await page.evaluate(() => window.given), null);
    });

    test("renders on a server without a complaint", async () => {
      assert.match(
        await rendered(folder),
        /^<oc-launcher( data-reactroot="")?><oc-session class="chat"><\/oc-session><\/oc-launcher>$/,
      );
    });

    test("takes over what a server has rendered, without a complaint", async () => {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      await page.goto(`${site.url}/hydrated-${version}.html`);
      await page.getByRole("button", { name: "Help", exact: true }).click();
      await page.getByRole("button", { name: "Hello" }).waitFor();
      // The launcher opens itself again, before React takes over.
      await page.reload();
      await page.getByRole("button", { name: "Hello" }).waitFor();
      await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
      assert.deepEqual(complaints, []);
      await page.close();
    });
  });
}

test("React 19 needs no component of ours", async () => {
  const page = await browser.newPage();
  await page.goto(`${site.url}/native.html`);
  await page.getByRole("heading", { name: "Native" }).waitFor();
  await page.getByRole("button", { name: "Hello" }).waitFor();
  await page.waitForFunction(() => window.heard.includes("live"));
  await page.close();
});

/** What a server sends of a component. */
async function rendered(folder: string): Promise<string> {
  const code = await bundle(folder, SERVER, "node");
  return execFileSync(process.execPath, ["-"], { input: code, encoding: "utf8" }).trim();
}

/** A module of a customer's, with the React of a folder, as one script. */
async function bundle(
  folder: string,
  contents: string,
  platform: "browser" | "node",
  mode: "production" | "development" = "production",
): Promise<string> {
  const from = (name: string) => path.resolve(folder, "node_modules", name);
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: path.resolve("test/package") },
    bundle: true,
    platform,
    write: false,
    define: { "process.env.NODE_ENV": JSON.stringify(mode) },
    alias: { react: from("react"), "react-dom": from("react-dom") },
  });
  return outputFiles[0]?.text ?? "";
}

async function look(page: Page) {
  return page.evaluate(() => {
    const element = document.querySelector<OcSession>("oc-session")!;
    const { heading, prompts } = element;
    return { class: element.getAttribute("class"), hidden: element.hidden, heading, prompts };
  });
}
