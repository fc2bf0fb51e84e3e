import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { bubbles, mount, part, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";

/** Whether the end of a whole `<oc-session>` stays in view, through the turns of a conversation. */

let server: LocalServer;
let chat: OcSession;
let session: string;

before(async () => {
  server = await LocalServer.start();
});
after(() => server.close());

beforeEach(async () => {
  const made = await server.createSession({ input: "Hello" });
  session = made.id;
  const before = Array.from({ length: 12 }, (_, i) => agentSays(`Part ${i}. ${"More of it. ".repeat(20)}`));
  await server.appendEvents(session, ...before, turnCompleted());
  chat = mount({ session, token: made.token, baseUrl: server.baseUrl });
  await until(() => bubbles(chat).some((text) => text.startsWith("Part 11")));
});
afterEach(() => {
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
});

const agentSays = (text: string) => ({
  type: "agent.message",
  body: { text },
  actor: { type: "agent" as const },
});
const turnCompleted = () => ({ type: "turn.completed", body: { outcome: "completed" } });

const scroller = () => part(chat, "transcript")!;
const toEnd = () => scroller().scrollHeight - scroller().scrollTop - scroller().clientHeight;

async function painted(): Promise<void> {
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
}

it("is left to scroll by a page whose smooth scrolling asks what is under the wheel", () => {
  let under: EventTarget[] = [];
  window.addEventListener("wheel", (event) => (under = event.composedPath()), { once: true });
  scroller().dispatchEvent(new WheelEvent("wheel", { deltaY: 100, bubbles: true, composed: true }));
  // What Lenis asks.
  const spared = under.some((at) => at instanceof HTMLElement && at.hasAttribute("data-lenis-prevent"));
  expect(spared).to.equal(true);
});

it("keeps the end in view at every answer that ends a turn", async () => {
  const distances: number[] = [];
  for (let turn = 1; turn <= 6; turn += 1) {
    await chat.send(`Question ${turn}`);
    await until(() => chat.turn === "working" && bubbles(chat).includes(`Question ${turn}`));
    await painted();
    const answer = `Answer ${turn}. ${"It goes on. ".repeat(turn * 8)}`.trim();
    await server.appendEvents(session, agentSays(answer), turnCompleted());
    await until(() => chat.turn === "idle" && bubbles(chat).includes(answer));
    await painted();
    distances.push(toEnd());
  }
  expect(distances.filter((distance) => distance > 1)).to.deep.equal([]);
});
