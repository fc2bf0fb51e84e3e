import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { LocalOpenComputer } from "../runner/local-server.js";
import { type Site, startSite } from "../support/site.js";
import { type Visitor, type VisitorsBrowser, visitorsBrowsers } from "../support/visitors.js";

/** What the pages load, by the name of the script. */
const LIBRARIES = {
  "turbo.js": "@hotwired/turbo/dist/turbo.es2017-umd.js",
  "htmx.js": "htmx.org/dist/htmx.js",
  "htmx-2.js": "htmx-2/dist/htmx.js",
  "lenis.js": "lenis/dist/lenis.js",
  "bootstrap.js": "bootstrap/dist/js/bootstrap.bundle.js",
  "bootstrap.css": "bootstrap/dist/css/bootstrap.css",
  "tabbable.js": "tabbable/dist/index.umd.js",
  "focus-trap.js": "focus-trap/dist/focus-trap.umd.js",
};

let computer: LocalOpenComputer;
let site: Site;
let browsers: readonly VisitorsBrowser[];

before(async () => {
  computer = await LocalOpenComputer.start({ agentPace: 0 });
  const read = async ([name, path]: [string, string]) =>
    [`/${name}`, await readFile(`node_modules/${path}`, "utf8")] as const;
  const libraries = Object.fromEntries(await Promise.all(Object.entries(LIBRARIES).map(read)));
  // The libraries write styles and markup as the strict policy forbids.
  site = await startSite({ computer, pages: { ...libraries, ...(await pages()) }, policy: null });
  browsers = await visitorsBrowsers();
});
after(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await Promise.all([site.close(), computer.close()]);
});

async function pages(): Promise<Record<string, string>> {
  const base = `data-base-url="${computer.baseUrl}"`;
  const tag = `<script async src="/cdn/embed.js" data-endpoint="/api/chat" ${base}></script>`;
  const { id, token } = await computer.createSession({ model: "offline/helper" });
  const given = `<script async src="/cdn/embed.js" data-session="${id}" data-token="${token}" ${base}></script>`;
  const html = (head: string, body: string, attributes = "") =>
    `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,">${head}</head><body ${attributes}>${body}</body></html>`;
  const two = (name: string, head: string, attributes = "") => ({
    [`/${name}-1.html`]: html(head, `<h1>One</h1><a href="/${name}-2.html">Next</a>`, attributes),
    [`/${name}-2.html`]: html(head, `<h1>Two</h1><a href="/${name}-1.html">Back</a>`, attributes),
  });
  const script = (name: string) => `<script src="/${name}.js"></script>`;
  const trap = `<button id="open">Open</button>
    <div id="modal" role="dialog" aria-modal="true" aria-label="Terms" hidden><button id="close">Close</button><input></div>
    <script>
      const modal = document.querySelector("#modal");
      const trap = focusTrap.createFocusTrap(modal, { escapeDeactivates: false });
      document.querySelector("#open").onclick = () => { modal.hidden = false; trap.activate() };
      document.querySelector("#close").onclick = () => { trap.deactivate(); modal.hidden = true };
    </script>`;
  const modal = `<button id="open" data-bs-toggle="modal" data-bs-target="#modal">Open</button>
    <div class="modal" id="modal" tabindex="-1"><div class="modal-dialog"><div class="modal-content"><div class="modal-body">
    <button id="close" data-bs-dismiss="modal">Close</button><input></div></div></div></div>`;
  return {
    ...two("turbo", script("turbo") + tag),
    ...two("turbo-token", script("turbo") + given),
    ...two("htmx", script("htmx") + tag, 'hx-boost:inherited="true"'),
    ...two("htmx2", script("htmx-2") + tag, 'hx-boost="true"'),
    "/lenis.html": html(
      script("lenis") + tag,
      `<main style="height: 5000px">Long</main><script>new Lenis({ autoRaf: true })</script>`,
    ),
    "/bootstrap.html": html(
      `<link rel="stylesheet" href="/bootstrap.css">${script("bootstrap")}${tag}`,
      modal,
    ),
    "/trap.html": html(script("tabbable") + script("focus-trap") + tag, trap),
  };
}

const BUTTON = "[part=launcher-button]";
const FIELD = "textarea[part=input]";

/** Runs in the page: the chat's transcript, "" while there is none. */
const transcript = () =>
  document.querySelector("oc-session")?.shadowRoot?.querySelector("[part=transcript]")?.textContent ?? "";

async function say(visitor: Visitor, text: string): Promise<void> {
  await visitor.click(FIELD);
  await visitor.keyboard.type(text);
  await visitor.keyboard.press("Enter");
}

async function talk(visitor: Visitor): Promise<void> {
  await visitor.click(BUTTON);
  await say(visitor, "Hello");
  await visitor.until(() =>
    document.querySelector("oc-session")?.shadowRoot?.textContent.includes("an agent that needs no model"),
  );
}

/** A test in each browser. */
function testEach(name: string, run: (visitor: Visitor) => Promise<void>): void {
  test(name, async (context) => {
    for (const browser of browsers) {
      await context.test(browser.name, async () => {
        const visitor = await browser.visit();
        await run(visitor);
        await visitor.close();
      });
    }
  });
}

describe("one launcher, alive, on a page that", () => {
  for (const [name, path] of [
    ["Turbo visits", "turbo"],
    ["htmx 4 boosts", "htmx"],
    ["htmx 2 boosts", "htmx2"],
  ] as const) {
    testEach(name, async (visitor) => {
      await visitor.goto(`${site.url}/${path}-1.html`);
      await talk(visitor);
      await visitor.ask(() => Object.assign(window, { isSame: true }));
      for (const [link, heading] of [
        ["a[href*='-2']", "Two"],
        ["a[href*='-1']", "One"],
        ["back", "Two"],
      ] as const) {
        if (link === "back") await visitor.ask(() => history.back());
        else await visitor.click(link);
        await visitor.until((words) => document.querySelector("h1")?.textContent === words, heading);
        await visitor.until(() => document.querySelectorAll("oc-launcher").length === 1);
        await say(visitor, `Here at ${heading} by ${link}`);
        await visitor.until(
          (words) =>
            document
              .querySelector("oc-session")
              ?.entries.filter((entry) => "text" in entry && entry.text === words).length === 1,
          `Here at ${heading} by ${link}`,
        );
      }
      assert.match(await visitor.ask(transcript), /Hello.*Here at Two by a.*Here at Two by back/s);
      assert.equal(await visitor.ask(() => "isSame" in window), true, "the document was never loaded anew");
    });
  }

  testEach("Turbo visits, where the tag alone had the token", async (visitor) => {
    await visitor.goto(`${site.url}/turbo-token-1.html`);
    await visitor.click(BUTTON);
    await say(visitor, "Hello");
    await visitor.click("a");
    await visitor.until(() => document.querySelector("h1")?.textContent === "Two");
    await say(visitor, "On the next page");
    await visitor.ask(() => history.back());
    await visitor.until(() => document.querySelector("h1")?.textContent === "One");
    await say(visitor, "And back");
    await visitor.until(() =>
      document.querySelector("oc-session")?.shadowRoot?.textContent.includes("And back"),
    );
    await visitor.until(() =>
      document
        .querySelector("oc-session")
        ?.entries.some((entry) => "text" in entry && entry.text === "And back" && entry.seq),
    );
    assert.equal(await visitor.ask(() => document.querySelectorAll("oc-launcher").length), 1);
  });
});

describe("a modal dialog of the page", () => {
  const inModal = () => document.querySelector("#modal")?.contains(document.activeElement);
  const isHidden = (part: string) =>
    !document
      .querySelector("oc-launcher")!
      .shadowRoot!.querySelector(`[part=${part}]`)!
      .checkVisibility({ visibilityProperty: true });
  const saysAfterIt = () =>
    document.querySelector("oc-session")?.shadowRoot?.textContent.includes("And after it");
  const isOpen = () => document.querySelector("#modal")?.checkVisibility();

  testEach("with Bootstrap's focus trap lets the launcher be used", async (visitor) => {
    await visitor.goto(`${site.url}/bootstrap.html`);
    await visitor.click("#open");
    await visitor.until(() => document.querySelector("#modal.show")?.checkVisibility());
    await visitor.until(inModal);
    await talk(visitor);
    assert.equal(await visitor.ask(isOpen), true);
    // The trap is as it was: it takes back what goes elsewhere.
    await visitor.ask(() => document.querySelector<HTMLElement>("#open")!.focus());
    assert.equal(await visitor.ask(inModal), true);
    await visitor.click("#close");
    await visitor.until(() => !document.querySelector("#modal")?.checkVisibility());
    await say(visitor, "And after it");
    await visitor.until(saysAfterIt);
  });

  testEach("with a trap that lets nobody else have the focus takes the launcher away", async (visitor) => {
    await visitor.goto(`${site.url}/trap.html`);
    await talk(visitor);
    await visitor.click("#open");
    await visitor.until(inModal);
    await visitor.click(FIELD);
    await visitor.until(isHidden, "panel");
    assert.equal(await visitor.ask(isHidden, "launcher-button"), true);
    assert.equal(await visitor.ask(inModal), true);
    await visitor.click("#close");
    // The trap gives the focus back a task later, which would take it from what is written.
    await visitor.until(() => document.activeElement?.id === "open");
    await say(visitor, "And after it");
    await visitor.until(saysAfterIt);
    await visitor.keyboard.press("Escape");
    await visitor.click("#open");
    await visitor.until(inModal);
    await visitor.click(BUTTON);
    await visitor.until(isHidden, "launcher-button");
    await visitor.click("#close");
    await visitor.click(BUTTON);
    await visitor.click(FIELD);
  });
});

testEach("a page that Lenis scrolls smoothly leaves the wheel to the transcript", async (visitor) => {
  await visitor.goto(`${site.url}/lenis.html`);
  await talk(visitor);
  const long = Array.from({ length: 60 }, (_, i) => `Paragraph ${i}`).join("\n\n");
  const id = await visitor.ask(() => document.querySelector("oc-session")?.session ?? "");
  await computer.appendEvents(id, {
    type: "agent.message",
    level: "user",
    actor: { type: "agent" },
    body: { text: long },
  });
  await visitor.until(() =>
    document.querySelector("oc-session")?.shadowRoot?.textContent.includes("Paragraph 59"),
  );
  const places = () => [
    document.querySelector("oc-session")!.shadowRoot!.querySelector("[part=transcript]")!.scrollTop,
    scrollY,
  ];
  const [before] = await visitor.ask(places);
  await visitor.click("[part=transcript]");
  await visitor.wheel(-300);
  await visitor.until(
    (top) =>
      document.querySelector("oc-session")!.shadowRoot!.querySelector("[part=transcript]")!.scrollTop <
      top - 200,
    before!,
  );
  assert.equal((await visitor.ask(places))[1], 0);
});
