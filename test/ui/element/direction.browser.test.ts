import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { mount, part, until } from "../../support/element.js";
import { ScriptedServer } from "../../support/scripted-server.js";

/** Words in one language on a page of the other direction: where their full stops and their `PM` come to lie. */

const STREAM = "GET /v3/sessions/ses_1/events";
const EVENT = {
  id: "evt_1",
  seq: 1,
  type: "agent.message",
  ts: "2024-01-02T15:31:00Z",
  body: { text: "سلام" },
};

let server: ScriptedServer;
let box: HTMLElement;
let chat: OcSession;

beforeEach(async () => {
  server = await ScriptedServer.start();
  await server.answer(STREAM, { headers: { "content-type": "text/event-stream" }, then: "open" });
  await server.answer(`${STREAM}?limit`, {
    headers: { "content-type": "application/json" },
    chunks: [JSON.stringify({ data: [EVENT], next_cursor: null })],
  });
  await server.answer("POST /v3/sessions/ses_1/messages", {
    status: 422,
    headers: { "content-type": "application/json" },
    chunks: ['{"error":{"type":"refused","message":"No."}}'],
  });
  box = document.createElement("div");
  document.body.append(box);
});
afterEach(async () => {
  box.remove();
  localStorage.clear();
  sessionStorage.clear();
  await server.close();
});

async function open(lang: string, dir: string): Promise<void> {
  Object.assign(box, { lang, dir });
  chat = mount({ session: "ses_1", token: "ct_secret", baseUrl: `${server.url}/v3` }, box);
  await until(() => part(chat, "time")?.textContent?.trim(), "a time");
  void chat.send("x").catch(() => {});
  await until(() => text("delivery")?.data.includes("."), "a refusal");
}

/** The last text of a part. */
function text(name: string): Text {
  const walker = document.createTreeWalker(part(chat, name) ?? chat.shadowRoot!, NodeFilter.SHOW_TEXT);
  let last: Text | null = null;
  while (walker.nextNode()) if (walker.currentNode.nodeValue?.trim()) last = walker.currentNode as Text;
  return last!;
}

/**
 * Where the second letter and the last visible character of a text lie: to the first after an isolate's mark WebKit
 * gives the box of the whole line.
 */
function ends(node: Text): { first: number; last: number } {
  const at = (index: number) => {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + 1);
    return range.getBoundingClientRect().left;
  };
  const { data } = node;
  return { first: at(data.search(/[\p{L}\p{N}]/u) + 1), last: at(data.search(/[^\s\u2069][\s\u2069]*$/u)) };
}

/** Texts whose last character has no direction of its own, or whose first has none. */
const PARTS = ["delivery", "time", "day"];

describe("English words on a right-to-left page", () => {
  for (const [lang, why] of [
    ["fa", "no table"],
    ["en", "a page that says English"],
    ["", "no language"],
  ] as const) {
    it(`lie left to right: ${why}`, async () => {
      await open(lang, "rtl");
      for (const name of PARTS) {
        const { first, last } = ends(text(name));
        expect(first, `${name}: ${text(name).data}`).to.be.below(last);
      }
      // What is around them still lies as the page does.
      expect(getComputedStyle(part(chat, "status")!).direction).to.equal("rtl");
      expect(getComputedStyle(part(chat, "composer")!).direction).to.equal("rtl");
      expect(chat.shadowRoot!.querySelector("textarea")!.placeholder).to.equal(
        "\u2066Write a message…\u2069",
      );
      expect(await chat.exportMarkdown()).not.to.match(/[\u2066-\u2069]/);
    });
  }

  it("follow a change of the page's direction", async () => {
    await open("en", "ltr");
    expect(text("delivery").data).not.to.contain("\u2066");
    box.dir = "rtl";
    await until(() => text("delivery").data.includes("\u2066"), "isolated words");
    box.dir = "ltr";
    await until(() => !text("delivery").data.includes("\u2066"), "words as they are");
  });
});

it("the host's heading and greeting run in their own direction, and lie where the page's words do", async () => {
  box.dir = "rtl";
  box.style.inlineSize = "340px";
  const heading = "What the shop with the very long name can do for you?";
  chat = mount({ heading, greeting: "How can I help you?" }, box);
  await until(() => text("empty")?.data.endsWith("?"), "a greeting");
  const { first, last } = ends(text("empty"));
  expect(first).to.be.below(last);
  const [start, greeting] = [part(chat, "heading")!, part(chat, "empty")!.querySelector(".greeting")!];
  expect(ends(text("heading")).first, "the first letters of the heading").to.be.above(
    start.getBoundingClientRect().left,
  );
  const words = document.createRange();
  words.selectNodeContents(greeting);
  expect(words.getBoundingClientRect().right).to.be.closeTo(greeting.getBoundingClientRect().right, 2);
});

it("Arabic words on a left-to-right page lie right to left", async () => {
  await import("../../../src/locales/ar.js");
  await open("ar", "ltr");
  const { first, last } = ends(text("delivery"));
  expect(last).to.be.below(first);
  expect(getComputedStyle(part(chat, "composer")!).direction).to.equal("ltr");
});

it("words whose page lies their own way are as they are written", async () => {
  await import("../../../src/locales/ar.js");
  await open("ar", "rtl");
  expect(chat.shadowRoot!.textContent).not.to.match(/[\u2066-\u2069]/);
  expect(part(chat, "time")!.hasAttribute("dir")).to.equal(false);
});
