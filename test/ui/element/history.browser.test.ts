import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import type { EventDetail } from "../../../src/ui/host/events.js";
import { bubbles, mount, part, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";

/** A conversation of 600 messages, whose end is read first. */

const ANSWERS = 300;

let server: LocalServer;
let made: { id: string; token: string };
let chat: OcSession;
let told: EventDetail[];

before(async () => {
  server = await LocalServer.start();
  made = await server.createSession({ input: "Question 0" });
  const turns = Array.from({ length: ANSWERS }, (_, i) => [
    {
      type: "agent.message",
      body: { text: `Answer ${i}. ${"And more. ".repeat(i % 40)}` },
      actor: { type: "agent" as const },
    },
    { type: "turn.completed", body: { outcome: "completed" } },
    { type: "user.message", body: { text: `Question ${i + 1}` }, actor: { type: "human" as const } },
  ]);
  await server.appendEvents(made.id, ...turns.flat().slice(0, -1));
});
after(() => server.close());

function open(properties: Partial<OcSession> = {}): void {
  // The chat of the test before may still be telling.
  const heard: EventDetail[] = (told = []);
  chat = mount({ session: made.id, token: made.token, baseUrl: server.baseUrl, ...properties });
  chat.addEventListener("oc-event", ({ detail }) => heard.push(detail));
}

afterEach(() => {
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
});

const scroller = () => part(chat, "transcript")!;
const isLastShown = () => bubbles(chat).some((text) => text.startsWith(`Answer ${ANSWERS - 1}.`));

it("shows its end, and does not read the rest", async () => {
  open();
  await until(isLastShown);
  expect(chat.connection).to.equal("live");
  expect(chat.entries.length).to.be.below(150);
  expect(chat.historyComplete).to.equal(false);
  expect(chat.turn).to.equal("idle");
});

/** The service, with `head` in its pages changed: `undefined` leaves it out, as the hosted one does. */
const telling =
  (asked: number[], head?: unknown): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    const after = /after=(\d+).*limit=/.exec(String(input))?.[1];
    if (after === undefined) return response;
    asked.push(Number(after));
    return Response.json({ ...((await response.json()) as object), head });
  };

it("asks twice for its end, where the service tells its last seq", async () => {
  const asked: number[] = [];
  open({ fetch: telling(asked, 3 * ANSWERS) });
  await until(isLastShown);
  // Once all is quiet it reads an earlier page.
  expect(asked.slice(0, 2)).to.deep.equal([0, 3 * ANSWERS - 100]);
});

for (const head of [undefined, null, "many", -1, 1, 1e300]) {
  it(`looks for its end, where the service tells ${String(head)} as its last seq`, async () => {
    const asked: number[] = [];
    open({ fetch: telling(asked, head) });
    await until(isLastShown);
    expect(asked.length).to.be.above(6);
    expect(chat.entries.length).to.be.below(150);
  });
}

it("is read on as the reader scrolls up, to its beginning", async () => {
  open();
  await until(isLastShown);
  await until(() => {
    scroller().scrollTop = 0;
    return chat.historyComplete;
  });
  await until(() => {
    scroller().scrollTop = 0;
    return bubbles(chat)[0] === "Question 0";
  });
  expect(chat.entries.length).to.equal(2 * ANSWERS);
  await until(() => told.length >= 3 * ANSWERS);
  expect(told.every(({ replayed }) => replayed)).to.equal(true);
  expect(new Set(told.map(({ event }) => event.seq)).size).to.equal(told.length);
});

it("is exported whole", async () => {
  open();
  await until(isLastShown);
  const markdown = await chat.exportMarkdown();
  for (const i of [0, 1, 150, ANSWERS - 1]) expect(markdown).to.contain(`Answer ${i}.`);
  expect(markdown.indexOf("Question 0")).to.be.below(markdown.indexOf("Question 299"));
  expect(chat.historyComplete).to.equal(true);
});

it("is exported as the conversation that was named in the same task", async () => {
  open();
  expect(await chat.exportMarkdown()).to.contain("Answer 0.");
  const { id, token } = await server.createSession({ input: "Another one" });
  Object.assign(chat, { session: id, token });
  expect(await chat.exportMarkdown()).to.contain("Another one");
});

it("says what it could not read, and reads it when asked again", async () => {
  let isDown = false;
  const errors: string[] = [];
  open({
    fetch: (input, init) =>
      isDown && String(input).includes("limit=")
        ? Promise.resolve(Response.json({ error: { type: "no", message: "no" } }, { status: 400 }))
        : fetch(input, init),
  });
  chat.addEventListener("oc-error", ({ detail }) => errors.push(detail.code));
  await until(isLastShown);
  isDown = true;
  // One page is read at a time, and one that was on its way before is no failure.
  await until(() => {
    part(chat, "earlier-button")!.click();
    return errors.includes("invalid");
  });
  const { length } = chat.entries;
  expect(length).to.be.below(2 * ANSWERS);
  isDown = false;
  part(chat, "earlier-button")!.click();
  await until(() => chat.entries.length > length);
});

it("is read from its beginning where the host wants that", async () => {
  open({ history: "full" });
  await until(() => chat.historyComplete);
  expect(chat.entries.length).to.equal(2 * ANSWERS);
  await until(() => told.length >= 3 * ANSWERS);
  expect(told.map(({ event }) => event.seq)).to.deep.equal(
    told.map(({ event }) => event.seq).sort((a, b) => a - b),
  );
});
