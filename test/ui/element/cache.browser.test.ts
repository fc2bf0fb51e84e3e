import { expect } from "chai";
import { nameOf, namesIn } from "../../../src/session/sending/storages.js";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import type { EventDetail } from "../../../src/ui/host/events.js";
import { bubbles, mount, record, until } from "../../support/element.js";
import { tabServiceOn, type TabService } from "../../support/tab-service.js";
import { WIRES } from "../../support/wires.js";

/** What is kept of a conversation of 200 messages, and drawn the next time before the network answers. */

const ANSWERS = 200;

let service: TabService;
let made: Awaited<ReturnType<TabService["begin"]>>;
let chat: OcSession;
let told: EventDetail[];

/** Another conversation of the same service. */
async function conversation(texts: readonly string[]): Promise<typeof made> {
  const begun = await service.begin();
  await service.say(begun.session, ...texts);
  return begun;
}

beforeEach(async () => {
  made = await conversation(Array.from({ length: ANSWERS }, (_, i) => `Answer ${i}`));
});
afterEach(async () => {
  await leave();
  localStorage.clear();
  sessionStorage.clear();
});

/** Opens the chat. Without a token, what is kept is shown at once only to a person who is named. */
function open(properties: Partial<OcSession> = {}): void {
  const person = made.token ? {} : { user: "ann" };
  chat = mount({ ...(made as object), ...person, ...properties });
  told = record(chat, "oc-event");
}

const records = (storage = sessionStorage) => namesIn(storage, nameOf("cache"));
const isLastShown = () => bubbles(chat).at(-1) === `Answer ${ANSWERS - 1}`;

/** Leaves the page, as it were: what is not kept yet is kept then, a task later. */
async function leave(): Promise<void> {
  chat.remove();
  await new Promise((resolve) => setTimeout(resolve));
}

/** Opens the chat, and leaves it when its end is kept. */
async function visit(properties: Partial<OcSession> = {}): Promise<void> {
  open(properties);
  await until(isLastShown, "shown");
  await until(() => records().length + records(localStorage).length > 0, "kept");
  await leave();
}

/** A network that gives no answer before it is let go. */
function heldNetwork() {
  let release = (): void => {};
  let isAsked = false;
  const held = new Promise<void>((resolve) => (release = resolve));
  const fetchLater: typeof fetch = async (input, init) => {
    isAsked = true;
    await held;
    return fetch(input, init);
  };
  return { fetch: fetchLater, release: () => release(), isAsked: () => isAsked };
}

for (const wire of WIRES)
  describe(`on the wire ${wire}, the end of the log`, () => {
    const on = tabServiceOn(wire);
    before(() => void (service = on));

    it("is drawn before the network answers, and goes on from there", async () => {
      await visit();
      await service.say(made.session, "Meanwhile");
      const network = heldNetwork();
      open({ fetch: network.fetch });
      await until(isLastShown, "drawn");
      expect(chat.connection).to.equal("connecting");
      expect(chat.historyComplete).to.equal(false);
      expect(chat.entries.length).to.be.greaterThan(50);
      const speaks = () => chat.shadowRoot!.querySelector('[role="status"]')?.textContent ?? "";
      expect(speaks()).not.to.contain("Answer");
      network.release();
      await until(() => bubbles(chat).at(-1) === "Meanwhile", "read on");
      await until(() => chat.connection === "live", "live");
      await until(() => told.length > 50, "told");
      expect(told.every(({ replayed }) => replayed)).to.equal(true);
      expect(new Set(told.map(({ event }) => event.seq)).size).to.equal(told.length);
      expect(new Set(bubbles(chat)).size).to.equal(bubbles(chat).length);
    });

    it("is shown without a network, by a state that says so", async () => {
      await visit();
      open({ fetch: () => Promise.reject(new TypeError("offline")) });
      await until(isLastShown, "drawn");
      await until(() => chat.connection === "reconnecting", "told");
      void chat.send("Written offline").catch(() => {});
      await until(() => bubbles(chat).at(-1)?.startsWith("Written offline"), "written");
      expect(chat.entries.at(-1)).to.include({ delivery: "waiting" });
    });

    it("gives way to a log that is another one", async () => {
      await visit();
      const other = await conversation(["Of another log"]);
      open({
        fetch: (input, init) =>
          fetch(String(input).replace(made.session, other.session), {
            ...init,
            headers: { ...init?.headers, ...(other.token && { Authorization: `Bearer ${other.token}` }) },
          }),
      });
      const expected = [...service.said, "Of another log"];
      await until(() => bubbles(chat).length === expected.length && chat.connection === "live", "replaced");
      expect(bubbles(chat)).to.deep.equal(expected);
    });

    it("is ignored where it is damaged, and removed", async () => {
      await visit();
      const [name] = records();
      sessionStorage.setItem(name!, '{"v":1,"at":1,"upTo":300,"of":');
      const network = heldNetwork();
      open({ fetch: network.fetch });
      await until(() => records().length === 0, "removed");
      expect(bubbles(chat)).to.deep.equal([]);
      network.release();
      await until(isLastShown, "read");
    });

    for (const [who, one, another] of [
      ["viewer", { viewer: "act_1" }, { viewer: "act_2" }],
      ["person", { user: "ann" }, { user: "bob" }],
    ] as const)
      it(`is not shown to another ${who}`, async () => {
        await visit(one);
        const [name] = records();
        const network = heldNetwork();
        open({ fetch: network.fetch, ...another });
        // What is kept is looked for before the first request, and drawn within a frame.
        await until(network.isAsked, "asked");
        for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
        expect(bubbles(chat)).to.deep.equal([]);
        network.release();
        await until(() => records().length === 1 && records()[0] !== name, "the other's is removed");
      });

    it("is gone after a reset", async () => {
      await visit();
      open();
      await until(() => chat.connection === "live" && isLastShown(), "live");
      chat.reset();
      expect(records()).to.deep.equal([]);
      await leave();
      expect(records()).to.deep.equal([]);
    });

    it("lasts longer where the host wants that, and not at all where it does not", async () => {
      await visit({ cache: "device", user: "ann" });
      expect([records().length, records(localStorage).length]).to.deep.equal([0, 1]);
      const network = heldNetwork();
      open({ fetch: network.fetch, cache: "none", user: "ann" });
      await until(() => records(localStorage).length === 0, "removed");
      expect(bubbles(chat)).to.deep.equal([]);
    });

    // What the browser refuses has nothing to do with the wire.
    if (wire === "v3")
      it("is not kept in a storage that is full, and no word is said of that", async () => {
        const filler = "x".repeat(1024 * 1024);
        for (let i = 0; i < 20; i += 1) {
          try {
            sessionStorage.setItem(`filler ${i}`, filler.slice(i === 19 ? 1024 * 1000 : 0));
          } catch {
            break;
          }
        }
        for (let length = 512 * 1024; length > 8; length = length >> 1) {
          try {
            sessionStorage.setItem(`rest ${length}`, filler.slice(0, length));
          } catch {
            // The storage has room for less than this length.
          }
        }
        const tried: string[] = [];
        const { setItem } = Storage.prototype;
        Storage.prototype.setItem = function (name, value) {
          tried.push(name);
          setItem.call(this, name, value);
        };
        open();
        const errors = record(chat, "oc-error");
        try {
          await until(() => tried.some((name) => name.startsWith(nameOf("cache"))), "tried to keep it");
        } finally {
          Storage.prototype.setItem = setItem;
        }
        expect(isLastShown()).to.equal(true);
        expect(records()).to.deep.equal([]);
        expect(errors).to.deep.equal([]);
      });
  });
