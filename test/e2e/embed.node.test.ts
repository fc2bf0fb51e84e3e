import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, beforeEach, describe, test } from "node:test";
import puppeteer from "puppeteer";
import { findFirefox } from "../runner/find-browser.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { strictPolicy } from "../security/servers.js";
import { launchBrowser } from "../support/playwright.js";
import { blocksOf } from "../package/readme-blocks.js";
import { type Site, startSite } from "../support/site.js";
import { launchWebKit } from "../support/webkit.js";

/** Whose code `embed.js` and `oc-session.js` run: only that of files whose contents they know, whoever serves them. */

/** What the drivers' pages have in common, as far as it is used here. */
interface Page {
  goto(url: string): Promise<unknown>;
  evaluate<Result>(run: () => Result): Promise<Awaited<Result>>;
  waitForFunction(run: () => unknown): Promise<unknown>;
  close(): Promise<void>;
}
interface Browser {
  newPage(): Promise<unknown>;
  close(): Promise<void>;
}

/** An origin that serves the package's CDN files to anyone, and can be made to serve others in their place. */
interface Cdn {
  readonly url: string;
  /** Paths asked for. */
  readonly requests: string[];
  /** Files in place of which it serves code of its own. */
  readonly tampered: Set<string>;
  close(): Promise<void>;
}

const STRANGE = `globalThis.strange = import.meta.url; export const strings = { lang: "de", placeholder: "Strange" };`;

const STRANGE_CLASSIC = "globalThis.strange = document.currentScript.src;";

async function startCdn(): Promise<Cdn> {
  const requests: string[] = [];
  const tampered = new Set<string>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://cdn.test");
    requests.push(pathname);
    const file = pathname.slice(1);
    const strange = file === "embed.js" ? STRANGE_CLASSIC : STRANGE;
    const body = tampered.has(file) ? strange : readFile(path.join("dist/cdn", file)).catch(() => STRANGE);
    response.setHeader("access-control-allow-origin", "*").setHeader("content-type", "text/javascript");
    void Promise.resolve(body).then((text) => response.end(text));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    tampered,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const pages: Record<string, string> = {};
let computer: LocalOpenComputer;
let site: Site;
let cdn: Cdn;
const browsers: Record<string, Browser> = {};

before(async () => {
  [computer, cdn] = await Promise.all([LocalOpenComputer.start({ agentPace: 0 }), startCdn()]);
  const policy = strictPolicy(computer.url)
    .replace("base-uri 'none'; ", "")
    .replace("script-src 'self'", `script-src 'self' ${cdn.url}`)
    .replace("img-src 'self'", `img-src 'self' ${cdn.url}`);
  site = await startSite({ computer, pages, policy });
  const firefox = await findFirefox();
  browsers["Chromium"] = await launchBrowser();
  if (firefox)
    browsers["Firefox"] = await puppeteer.launch({
      browser: "firefox",
      executablePath: firefox,
      headless: true,
    });
  const webkit = launchWebKit();
  if (webkit) browsers["WebKitGTK"] = webkit;
});
after(async () => {
  await Promise.all(Object.values(browsers).map((browser) => browser.close()));
  await Promise.all([site.close(), cdn.close(), computer.close()]);
});
beforeEach(() => {
  cdn.requests.length = 0;
  cdn.tampered.clear();
});

/** Opens a page of the site in each browser. */
async function inEach(html: string, look: (page: Page, name: string) => Promise<void>): Promise<void> {
  pages["/index.html"] =
    `<!doctype html><html lang="de"><head><title>Kunde</title><link rel="icon" href="data:,"></head>
    <body>${html}</body></html>`;
  for (const [name, browser] of Object.entries(browsers)) {
    const page = (await browser.newPage()) as Page;
    await page.goto(`${site.url}/index.html`);
    await look(page, name);
    await page.close();
  }
}

/** Opens the launcher; resolves when the chat is there, or is said not to be. */
async function show(page: Page): Promise<void> {
  await page.waitForFunction(() => customElements.get("oc-launcher"));
  await page.waitForFunction(() => document.querySelector("oc-launcher"));
  await page.evaluate(() => document.querySelector("oc-launcher")?.show());
  await page.waitForFunction(
    () =>
      document.querySelector("oc-session")?.shadowRoot ||
      /could not be started|konnte nicht gestartet/.test(
        document.querySelector("oc-launcher")?.shadowRoot?.textContent ?? "",
      ),
  );
}

const isDefined = (page: Page) => page.evaluate(() => customElements.get("oc-session") !== undefined);
const strange = (page: Page) => page.evaluate(() => (globalThis as { strange?: string }).strange ?? null);
const placeholder = () =>
  document.querySelector("oc-session")?.shadowRoot?.querySelector("textarea")?.placeholder ?? "";

/** Resolves when the composer says this. (A text that a driver has to evaluate in the page, its policy forbids.) */
async function said(page: Page, text: string): Promise<void> {
  // Between two documents there is none to ask.
  const now = () => page.evaluate(placeholder).catch(() => "");
  for (const end = Date.now() + 20_000; (await now()) !== text; await wait(50))
    assert.ok(Date.now() < end, `${await now()}, not ${text}`);
}

const hasAskedForGerman = () =>
  performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/de.js"));

const tag = (src: string, more = "") =>
  `<script ${more} src="${src}" data-endpoint="/api/chat" data-base-url="${computer.baseUrl}"></script>`;

describe("an element of the page", () => {
  for (const named of ["img", "form", "embed", "iframe", "object"]) {
    test(`<${named} name="currentScript"> is not taken for the tag`, async () => {
      const address = `name="currentScript" src="${cdn.url}/x/" action="${cdn.url}/x/" data-endpoint="${cdn.url}/x/"`;
      for (const more of ["", "async"]) {
        await inEach(`<${named} ${address}></${named}>${tag("/cdn/embed.js", more)}`, async (page, name) => {
          await show(page);
          assert.equal(await strange(page), null, name);
          assert.equal(await isDefined(page), true, name);
          assert.deepEqual(
            cdn.requests.filter((asked) => asked.endsWith(".js")),
            [],
            name,
          );
        });
      }
    });
  }

  test("<base> that moves the tag's own folder is followed to nobody's code", async () => {
    await inEach(`${tag("cdn/embed.js", "async")}<base href="${cdn.url}/x/">`, async (page, name) => {
      await show(page);
      assert.equal(await strange(page), null, name);
      assert.equal(await isDefined(page), false, name);
    });
  });
});

describe("a file from a CDN, under the documented policy with the CDN's origin", () => {
  const embed = () => tag(`${cdn.url}/embed.js`, "async crossorigin");

  test("loads where it is what it was when it was built", async () => {
    await inEach(embed(), async (page, name) => {
      await show(page);
      assert.equal(await isDefined(page), true, name);
      await said(page, "Nachricht schreiben\u00a0…");
    });
  });

  test("gives a launcher its words in the page's language, also where the chat cannot be had", async () => {
    cdn.tampered.add("oc-session.js");
    await inEach(embed(), async (page, name) => {
      await page.waitForFunction(
        () =>
          document.querySelector("oc-launcher")?.shadowRoot?.querySelector("[aria-label=Schließen]") !== null,
      );
      await show(page);
      const words = await page.evaluate(
        () => document.querySelector("oc-launcher")?.shadowRoot?.querySelector(".waiting")?.textContent,
      );
      assert.equal(words, "Der Chat konnte nicht gestartet werden.Erneut versuchen", name);
    });
  });

  test("does not run as a launcher's words where it is another", async () => {
    cdn.tampered.add("embed-words.js");
    await inEach(embed(), async (page, name) => {
      await show(page);
      assert.equal(await isDefined(page), true, name);
      assert.ok(cdn.requests.includes("/embed-words.js"));
      assert.equal(await strange(page), null, name);
      const close = await page.evaluate(
        () =>
          document.querySelector("oc-launcher")?.shadowRoot?.querySelector('[part="close-button"]')
            ?.ariaLabel,
      );
      assert.equal(close, "Close", name);
    });
  });

  test("does not run as the chat where it is another", async () => {
    cdn.tampered.add("oc-session.js");
    await inEach(embed(), async (page, name) => {
      for (const attempt of [1, 2]) {
        await show(page);
        assert.equal(await isDefined(page), false, name);
        assert.equal(await strange(page), null, `${name}, attempt ${attempt}`);
        await page.evaluate(() =>
          document.querySelector("oc-launcher")?.shadowRoot?.querySelector<HTMLElement>(".retry")?.click(),
        );
      }
      assert.ok(cdn.requests.includes("/oc-session.js"));
    });
  });

  test("does not run as what reads markdown where it is another, and messages stay plain words", async () => {
    cdn.tampered.add("markdown.js");
    const { id, token } = await computer.createSession();
    await computer.appendEvents(id, {
      type: "agent.message",
      actor: { type: "agent" },
      body: { text: "**Hello**" },
    });
    const chat = `<script type="module" crossorigin src="${cdn.url}/oc-session.js"></script>
      <oc-session session="${id}" token="${token}" base-url="${computer.baseUrl}"></oc-session>`;
    await inEach(chat, async (page, name) => {
      await page.waitForFunction(() =>
        document
          .querySelector("oc-session")
          ?.shadowRoot?.querySelector("oc-transcript")
          ?.textContent?.includes("**Hello**"),
      );
      assert.equal(await strange(page), null, name);
    });
  });

  test("does not run as a language where it is another, and the chat stays English", async () => {
    cdn.tampered.add("locales/de.js");
    await inEach(embed(), async (page, name) => {
      await show(page);
      await said(page, "Write a message…");
      await page.waitForFunction(hasAskedForGerman);
      assert.equal(await strange(page), null, name);
      assert.equal(await page.evaluate(placeholder), "Write a message…", name);
    });
  });

  describe("by a hash in the page itself", () => {
    const WATCH = `addEventListener("error", ({ target }) => (globalThis.refused = target.src), true);`;
    const watched = (html: string) => `<script src="/watch.js"></script>${html}`;
    const refused = (page: Page) => page.waitForFunction(() => (globalThis as { refused?: string }).refused);
    let hashes: Record<string, string>;
    let readme: string;

    before(async () => {
      pages["/watch.js"] = WATCH;
      hashes = JSON.parse(await readFile("dist/cdn/integrity.json", "utf8")) as Record<string, string>;
      const block = blocksOf("README.md").find(({ code }) => code.includes("integrity="))?.code ?? "";
      // README.md states the hash of a release; here it is that of this build.
      readme = block
        .replace(/"https:[^"]*embed.js"/, `"${cdn.url}/embed.js"`)
        .replace(/sha384-[^"]+/, hashes["embed.js"]!)
        .replace("data-endpoint", `data-base-url="${computer.baseUrl}" $&`);
      assert.match(readme, new RegExp(`${cdn.url}/embed.js"\\s+integrity="sha384-`));
    });

    test("the README's tag loads the chat in the page's language", async () => {
      await inEach(watched(readme), async (page, name) => {
        await show(page);
        assert.equal(await isDefined(page), true, name);
        await said(page, "Nachricht schreiben\u00a0…");
      });
    });

    test("the README's tag runs no other embed.js, which a tag without a hash does", async () => {
      cdn.tampered.add("embed.js");
      await inEach(watched(readme), async (page, name) => {
        await refused(page);
        assert.equal(await strange(page), null, name);
        assert.equal(await page.evaluate(() => customElements.get("oc-launcher") === undefined), true, name);
      });
      await inEach(watched(readme.replace(/integrity="[^"]*"/, "")), async (page) => {
        await page.waitForFunction(() => (globalThis as { strange?: string }).strange);
      });
    });

    test("oc-session.js of its own tag neither is another, nor loads another language", async () => {
      const chat = watched(`<script type="module" src="${cdn.url}/oc-session.js" crossorigin
        integrity="${hashes["oc-session.js"]}"></script>
        <oc-session endpoint="/api/chat" base-url="${computer.baseUrl}"></oc-session>`);
      await inEach(chat, (page) => said(page, "Nachricht schreiben\u00a0…"));
      cdn.tampered.add("locales/de.js");
      await inEach(chat, async (page, name) => {
        await said(page, "Write a message…");
        await page.waitForFunction(hasAskedForGerman);
        assert.equal(await strange(page), null, name);
        assert.equal(await page.evaluate(placeholder), "Write a message…", name);
      });
      cdn.tampered.add("oc-session.js");
      await inEach(chat, async (page, name) => {
        await refused(page);
        assert.deepEqual([await isDefined(page), await strange(page)], [false, null], name);
      });
    });
  });
});
