import { expect } from "chai";
import { Session } from "../../../src/core.js";
import { texts, until } from "../../support/until.js";
import { until as eventually } from "../../support/wait.js";

/** A host's routes with one session, as a function: what is asked for is counted by who asks. */
class FakeRoutes {
  readonly events: { seq: number; type: string; turnId: string; data: object }[] = [];
  readonly asked = new Map<string, number>();

  say(text: string): void {
    const seq = this.events.length + 1;
    this.events.push({ seq, type: "message.completed", turnId: `t${seq}`, data: { text } });
  }

  fetchFor(name: string): typeof fetch {
    return async (input) => {
      this.asked.set(name, (this.asked.get(name) ?? 0) + 1);
      const after = Number(new URL(String(input), location.href).searchParams.get("after"));
      return Response.json({ events: this.events.filter(({ seq }) => seq > after) });
    };
  }
}

let routes: FakeRoutes;
let sessions: Session[];
beforeEach(() => {
  routes = new FakeRoutes();
  sessions = [];
});
afterEach(() => sessions.forEach((session) => session.close()));

let count = 0;
function open(name: string, id: string): Session {
  const session = new Session({
    protocol: "serverless",
    session: id,
    baseUrl: "/agent",
    fetch: routes.fetchFor(name),
    name,
  });
  sessions.push(session);
  session.open();
  return session;
}

const shows = (session: Session, ...said: string[]) =>
  until(session, (state) => texts(state).join() === said.join(), said.join());

/** Waits until a tab has asked for the log so many times more. */
async function asksAgain(name: string, times: number): Promise<void> {
  const asked = () => routes.asked.get(name) ?? 0;
  const before = asked();
  await eventually(() => asked() >= before + times, `${name} asks ${times} times more`);
}

/** How often each was asked for while `work` went on. */
async function askedDuring(work: () => Promise<unknown>): Promise<Map<string, number>> {
  routes.asked.clear();
  await work();
  return new Map(routes.asked);
}

describe("a log that is asked for", () => {
  it("is read by one tab, which tells the others, until that tab goes", async function () {
    this.timeout(120_000);
    const id = `shared-${(count += 1)}-${Date.now()}`;
    routes.say("one");
    const first = open("first", id);
    await shows(first, "one");
    const second = open("second", id);
    await shows(second, "one");
    // The second has read to the end by itself; from the first word of the first on it is told.
    await asksAgain("first", 2);
    const asked = await askedDuring(async () => {
      for (const text of ["two", "three", "four"]) {
        routes.say(text);
        await until(first, (state) => texts(state).at(-1) === text, text);
      }
      await shows(second, "one", "two", "three", "four");
    });
    expect(asked.get("second") ?? 0).to.be.at.most(1);
    expect(asked.get("first")).to.be.greaterThan(2);

    first.close();
    routes.say("five");
    await shows(second, "one", "two", "three", "four", "five");
  });

  it("is left to the tab that is looked at", async function () {
    this.timeout(120_000);
    const id = `seen-${(count += 1)}-${Date.now()}`;
    const first = open("first", id);
    await until(first, ({ caughtUp }) => caughtUp, "read");
    const second = open("second", id);
    await until(second, ({ caughtUp }) => caughtUp, "read");
    await asksAgain("first", 2);
    first.setVisible(false);
    routes.say("new");
    await until(second, (state) => texts(state).at(-1) === "new", "new");
    await shows(first, "new");
    const asked = await askedDuring(() => asksAgain("second", 3));
    expect(asked.get("first") ?? 0).to.be.at.most(1);
    expect(asked.get("second")).to.be.at.least(3);
  });
});
