import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { LocalOpenComputer } from "../runner/local-server.js";
import { launchBrowsers, type WatchedBrowser } from "../security/browsers.js";
import type { LogOnServer, Use } from "../security/probe.js";
import { type HostPage, type Listening, startSite, strictPolicy } from "../security/servers.js";

const TWICE: HostPage = { head: '<script type="module" src="/oc-session.js?another"></script>' };

/** What Lit leaves on every page that uses it. */
const LIT = ["litElementVersions", "litHtmlVersions", "litPropertyMetadata", "reactiveElementVersions"];

/** What a page may do to everything in it, by name. Each must leave the chat as it is on a page that does nothing. */
const PAGES: Readonly<Record<string, HostPage>> = {
  "/unset": { head: "<style>* { all: unset !important }</style>" },
  "/preflight": {
    head: `<style>
      *, ::before, ::after, ::backdrop { box-sizing: border-box; margin: 0; padding: 0; border: 0 solid }
      html { line-height: 1.5; tab-size: 4 }
      h1, h2, h3, h4 { font-size: inherit; font-weight: inherit }
      a { color: inherit; text-decoration: inherit }
      ol, ul { list-style: none }
      img, svg, video { display: block; vertical-align: middle; max-width: 100%; height: auto }
      button, input, textarea { font: inherit; color: inherit; background: transparent; border-radius: 0; opacity: 1 }
      table { text-indent: 0; border-collapse: collapse }
    </style>`,
  },
  "/reboot": {
    head: `<style>
      body { margin: 0; font: 400 1rem/1.5 serif; color: #212529; text-align: center }
      p { margin-bottom: 1rem } pre, code { font-size: .875em; color: #d63384 }
      button:not(:disabled) { cursor: pointer; text-transform: uppercase }
      .message, .card, .header, .code, .icon, .button, .table { display: none !important }
      .frame { position: fixed; inset: 0; background: red }
    </style>`,
  },
  "/inherited": {
    head: `<style>* {
      color: #f0f !important; font-style: italic !important; font-variant: small-caps !important;
      font-weight: 900 !important; letter-spacing: 9px !important; line-height: 3 !important;
      text-align: right !important; text-indent: 40px !important; text-shadow: 0 0 9px red !important;
      text-transform: uppercase !important; white-space: pre !important; word-spacing: 20px !important;
      cursor: wait !important; list-style: square !important; pointer-events: none !important;
      user-select: none !important;
    }</style>`,
  },
  "/host": {
    head: `<style>
      :host, ::slotted(*), .frame, oc-entry, oc-composer, [part] { display: none !important; color: red !important }
      oc-session::before { content: "x" } oc-session > * { display: none }
    </style>`,
  },
  "/patched": {
    head: `<script>
      Array.prototype.last = function () { return this[this.length - 1] };
      Array.prototype.remove = function () { throw new Error("not yours") };
      Object.prototype.inherited = "surprise";
      String.prototype.format = Function.prototype.bind2 = () => "surprise";
      window.DOMPurify = { sanitize: (html) => html, isSupported: false, addHook() { throw new Error("not yours") } };
      window.marked = { parse: () => "<script>hit(1)<\\/script>" };
      window.OcSession = window.ocSession = window.session = window.define = { amd: true };
      window.process = { env: {} }; window.module = {}; window.exports = {};
    </script>`,
  },
  // As prototype.js 1.6 and MooTools 1.4 do.
  "/old-libraries": {
    head: `<script>
      Array.prototype.toJSON = String.prototype.toJSON = () => "[written]";
      Array.from = (items) => items ? Array.prototype.slice.call(items) : [];
      Array.prototype.entries = function () { return this.slice() };
    </script>`,
  },
  "/twice": TWICE,
};

const ANSWER =
  "See [the docs](https://a.example).\n\n```js\nlet a;\n```\n\n| a |\n|---|\n| b |\n\n- one\n- two";

let api: LocalOpenComputer;
let site: Listening;
let browsers: readonly WatchedBrowser[];

before(async () => {
  api = await LocalOpenComputer.start();
  site = await startSite({
    "/plain": {},
    ...PAGES,
    "/strict-twice": { ...TWICE, policy: strictPolicy(api.url) },
  });
  browsers = await launchBrowsers();
});

after(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await Promise.all([site.close(), api.close()]);
});

async function log(): Promise<LogOnServer> {
  const { id, token } = await api.createSession();
  await api.appendEvents(
    id,
    { type: "agent.message", actor: { type: "agent" }, body: { text: ANSWER } },
    { type: "turn.completed", body: { outcome: "max_turns" } },
  );
  return { baseUrl: api.baseUrl, session: id, token, entries: 3 };
}

async function use(browser: WatchedBrowser, path: string): Promise<Use> {
  const page = await browser.open(site.url + path);
  const used = await page.call("useChat", await log());
  await page.close();
  return used;
}

describe("a page and its chat", () => {
  for (const path of Object.keys(PAGES)) {
    it(`leave each other alone: ${path.slice(1)}`, async () => {
      for (const browser of browsers) {
        const plain = await use(browser, "/plain");
        const used = await use(browser, path);
        assert.deepEqual(used.looks, plain.looks, browser.name);
        assert.equal(used.lastMessage, "Thank you", browser.name);
        assert.deepEqual(used.outside, [], browser.name);
        for (const [width, height] of used.boxes)
          assert.ok(width > 200 && height > 20, `${width} × ${height}`);
      }
    });
  }

  it("get along under the strict policy, even with two copies of the package", async () => {
    for (const browser of browsers) {
      const { lastMessage, violations } = await use(browser, "/strict-twice");
      assert.equal(lastMessage, "Thank you", browser.name);
      assert.deepEqual(violations, [], browser.name);
    }
  });

  it("share no globals but Lit's own", async () => {
    for (const browser of browsers) {
      const { globals } = await use(browser, "/plain");
      assert.deepEqual(globals.filter((name) => name !== "probe").sort(), LIT, browser.name);
    }
  });
});
