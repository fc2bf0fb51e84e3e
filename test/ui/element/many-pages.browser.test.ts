import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { bubbles, mount, until } from "../../support/element.js";

/** A long log of a serverless agent, which is asked for page by page. */

const EVENTS = 2_600;
/** As many events as a host's routes give at once. */
const PAGE_EVENTS = 500;

const events = Array.from({ length: EVENTS }, (_, i) => ({
  seq: i + 1,
  type: "message.completed",
  turnId: `t${i}`,
  data: { text: `a${i + 1}` },
}));

let chat: OcSession;
afterEach(() => {
  chat.remove();
  sessionStorage.clear();
});

for (const history of ["tail", "full"] as const) {
  it(`is drawn once while it is read, and once at its end, with history="${history}"`, async () => {
    let asked = 0;
    chat = mount({
      protocol: "serverless",
      session: `pages-${history}`,
      baseUrl: "/agent",
      history,
      fetch: async (input) => {
        asked += 1;
        const after = Number(new URL(String(input), location.href).searchParams.get("after"));
        return Response.json({ events: events.filter(({ seq }) => seq > after).slice(0, PAGE_EVENTS) });
      },
    });
    const drawn = new Set<Element>();
    /** What the last message was, whenever anything was drawn. */
    const ends = new Set<string>();
    const began = performance.now();
    new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes) {
          const entries = node instanceof Element ? [node, ...node.querySelectorAll("*")] : [];
          for (const entry of entries.filter(({ localName }) => localName === "oc-entry")) drawn.add(entry);
        }
      ends.add(bubbles(chat).at(-1) ?? "");
    }).observe(chat.shadowRoot!, { childList: true, subtree: true });
    await until(() => bubbles(chat).at(-1) === `a${EVENTS}`);
    ends.delete("");
    // On a busy machine reading takes seconds: it is drawn anew after a second, after two more, after four more.
    const more = Math.floor(Math.log2(1 + (performance.now() - began) / 1_000));
    expect(ends.size).to.be.within(1, 2 + more);
    // What the box has room for, and as much ahead of the reader.
    expect(drawn.size).to.be.below(EVENTS / 20);
    expect(asked).to.be.at.least(2);
    if (history === "full") expect(chat.entries.length).to.equal(EVENTS);
  });
}
