import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright";
import { LocalOpenComputer } from "../runner/local-server.js";
import { launchBrowser } from "../support/playwright.js";
import { type Site, startSite } from "../support/site.js";

const MESSAGES = 1000;

const textOf = (i: number) =>
  `Answer ${i}: [docs](https://example.com/${i})\n\n${"What was found there. ".repeat(20)}`;

/** The first answer has what must not stand alone at the end of a sheet, and what leads to a footnote. */
const FIRST = `${textOf(0)}\n\n# Heading[^1]\n\n| a |\n| - |\n| b |\n\n\`\`\`js\nlet a;\n\`\`\`\n\n[^1]: A note.`;

let computer: LocalOpenComputer;
let site: Site;
let browser: Browser;
let chat: string;

before(async () => {
  computer = await LocalOpenComputer.start();
  const { id, token } = await computer.createSession();
  const events = Array.from({ length: MESSAGES - 1 }, (_, i) => ({
    type: "agent.message",
    body: { text: i === 0 ? FIRST : textOf(i) },
  }));
  for (let i = 0; i < events.length; i += 100) await computer.appendEvents(id, ...events.slice(i, i + 100));
  chat = `<oc-session session="${id}" token="${token}" base-url="${computer.baseUrl}"></oc-session>`;
  const html = (body: string) =>
    `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,">
    <link rel="stylesheet" href="/site.css"><script type="module" src="/cdn/oc-session.js"></script></head>
    <body><h1>Shop</h1>${body}</body></html>`;
  const pages = {
    "/inline.html": html(chat),
    "/launcher.html": html(`<oc-launcher open>${chat}</oc-launcher>`),
    "/site.css":
      ":root { color-scheme: dark } oc-session { block-size: 300px; overflow: hidden; --oc-surface: #000; --oc-text: #fff }",
  };
  [site, browser] = await Promise.all([startSite({ computer, pages }), launchBrowser()]);
});
after(async () => {
  await browser.close();
  await Promise.all([site.close(), computer.close()]);
});

/** Opens a page with all of the conversation read: a page prints what it has. */
async function open(path: string): Promise<Page> {
  const page = await browser.newPage({ colorScheme: "dark" });
  await page.goto(site.url + path);
  await page
    .locator("oc-entry")
    .getByText(`Answer ${MESSAGES - 2}:`)
    .first()
    .waitFor();
  // On a busy machine messages may be words alone at first, until what reads markdown is there.
  await page.getByRole("link", { name: "docs" }).first().waitFor();
  await page.evaluate(() => document.querySelector("oc-session")!.readAll());
  return page;
}

/** What stands on the page when it is laid out for paper. */
function onPaper(page: Page) {
  return page.evaluate(() => {
    const { shadowRoot: root } = document.querySelector("oc-session")!;
    const [entries, buttons, notes] = [
      "oc-entry",
      "button:not([part~=footnote-reference]), oc-composer",
      "[part~=footnote-reference], .note-label",
    ].map((selector) => [...root!.querySelectorAll(selector)].filter((element) => element.checkVisibility()));
    const frame = getComputedStyle(root!.querySelector(".frame")!);
    const tops = entries!.map((entry) => entry.getBoundingClientRect().top + scrollY);
    return {
      entries: tops.length,
      inOrder: tops.every((top, i) => i === 0 || top > tops[i - 1]!),
      fits: document.documentElement.scrollHeight > tops.at(-1)!,
      buttons: buttons!.length,
      notes: notes!.map(({ textContent }) => textContent),
      breaks: [".short", "tr", "h3", ".code-head", "[part~=day]", "[part~=author]"].map((selector) => {
        const { breakInside, breakAfter } = getComputedStyle(root!.querySelector(selector)!);
        return [breakInside, breakAfter];
      }),
      colours: [frame.backgroundColor, frame.color],
      address: getComputedStyle(root!.querySelector("a")!, "::after").content,
    };
  });
}

for (const path of ["/inline.html", "/launcher.html"]) {
  describe(`printing ${path}`, () => {
    test("gives all of a thousand messages, on as many sheets as they need", async () => {
      const page = await open(path);
      const drawn = await page.locator("oc-entry").count();
      assert.ok(drawn < 200);
      const pdf = (await page.pdf()).toString("latin1");
      const sheets = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      // A sheet takes about ten of them.
      assert.ok(sheets > MESSAGES / 20 && sheets < MESSAGES / 4, `${sheets} sheets`);
      // Each address is a link of the document.
      assert.equal(new Set(pdf.match(/https:\/\/example\.com\/\d+/g)).size, MESSAGES - 1);
      await page.waitForFunction(() => {
        const { shadowRoot } = document.querySelector("oc-session")!;
        const box = shadowRoot!.querySelector("[part~=transcript]")!;
        return (
          box.scrollHeight - box.scrollTop - box.clientHeight < 2 && !shadowRoot!.querySelector(".print-only")
        );
      });
      await page.close();
    });

    test("is dark on white in the page's flow, and shows nothing to press", async () => {
      const page = await open(path);
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      await page.emulateMedia({ media: "print" });
      assert.deepEqual(await onPaper(page), {
        entries: MESSAGES,
        inOrder: true,
        fits: true,
        buttons: 0,
        notes: ["1", "1"],
        breaks: [
          ["avoid", "auto"],
          ["avoid", "auto"],
          ["auto", "avoid"],
          ["auto", "avoid"],
          ["auto", "avoid"],
          ["auto", "avoid"],
        ],
        colours: ["rgb(255, 255, 255)", "rgb(26, 29, 36)"],
        address: '" (https://example.com/0)"',
      });
      await page.close();
    });
  });
}
