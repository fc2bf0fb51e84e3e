import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { bubbles, mount, until } from "../../support/element.js";

/** A long log of a serverless agent, which is asked for page by page. */

const EVENTS = 2_600;
/** As many events as a host's routes give at once. */
const PAGE_EVENTS = 500;

const events = Array.from({ length: EVENTS }, (_, i) => ({
  ...{ seq: i + 1, type: "message.completed", turnId: `t${i}`, data: { text: `a${i + 1}` } },
}));

let chat: OcSession;
afterEach(() => {
  chat.remove();
  sessionStorage.clear();
});

for (const history of ["tail", "full"] as const) {
  it(`is drawn in two frames at most, with history="${history}"`, async () => {
    let asked = 0;
    chat = mount({
      ...{ protocol: "serverless", session: `pages-${history}`, baseUrl: "/agent", history },
      fetch: async (input) => {
        asked += 1;
        const after = Number(new URL(String(input), location.href).searchParams.get("after"));
        return Response.json({ events: events.filter(({ seq }) => seq > after).slice(0, PAGE_EVENTS) });
      },
    });
    const drawn = new Set<Element>();
    const frames = new Set<number>();
    let frame = 0;
    const count = () => {
      frame += 1;
      if (chat.isConnected) requestAnimationFrame(count);
    };
    count();
    new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes) {
          const entries = node instanceof Element ? [node, ...node.querySelectorAll("*")] : [];
          for (const entry of entries.filter(({ localName }) => localName === "oc-entry")) {
            drawn.add(entry);
            frames.add(frame);
          }
        }
    }).observe(chat.shadowRoot!, { childList: true, subtree: true });
    await until(() => bubbles(chat).at(-1) === `a${EVENTS}`);
    expect(frames.size).to.be.at.most(2);
    // What the box has room for, and as much ahead of the reader.
    expect(drawn.size).to.be.below(EVENTS / 20);
    expect(asked).to.be.at.least(2);
    if (history === "full") expect(chat.entries.length).to.equal(EVENTS);
  });
}
