import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { Session, type ClientTokenAnswer, type SessionOptions } from "../../../src/core.js";
import { FakeLocks } from "../../support/fake-tabs.js";
import { live } from "../../support/service.js";
import { MemoryStorage } from "../../support/storage.js";
import { until } from "../../support/until.js";
import { serviceOn, type WireService } from "../../support/wire-service.js";
import { WIRES } from "../../support/wires.js";

/** Two tabs of one conversation, one of which writes before it knows whose the conversation is. */

const platform = Object.getOwnPropertyDescriptor(globalThis, "navigator");
let locks: FakeLocks;
const isOfPost = (name: string) => name.endsWith(":post");
/** Called when a tab begins to wait for a lock of a post, because another one holds it. */
let onWaiting: () => void;

before(() => {
  const request = (name: string, options: LockOptions, work: LockGrantedCallback<unknown>) => {
    if (!options.ifAvailable && isOfPost(name)) onWaiting();
    return locks.manager.request(name, options, work);
  };
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { locks: { request } } });
});
after(() => {
  if (platform) Object.defineProperty(globalThis, "navigator", platform);
  else Reflect.deleteProperty(globalThis, "navigator");
});
beforeEach(() => {
  locks = new FakeLocks();
  onWaiting = () => {};
});

/** A promise, and what resolves it. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

/** A network that holds the posts of a tab, and its other requests too where it `holdsAll`. */
function heldNetwork(service: WireService, holdsAll: boolean) {
  const [post, release] = [gate(), gate()];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const isPost = init?.method === "POST";
    if (isPost) post.open();
    if (isPost || holdsAll) await release.opened;
    return service.fetch(input, init);
  };
  return { fetch, begun: post.opened, release: release.open };
}

for (const wire of WIRES)
  describe(`on the wire ${wire}, a tab waits for the post of another`, { timeout: 20_000 }, () => {
    const service = serviceOn(wire);

    function open(options: SessionOptions): Session {
      const session = service.made(new Session({ ...service.way, ...options }));
      session.open();
      return session;
    }

    /**
     * The log after one tab has posted "two" while the post of "one" by the other was held.
     *
     * @param meanwhile called while the post of "one" is held.
     */
    async function logAfterBoth(
      one: Session,
      network: ReturnType<typeof heldNetwork>,
      two: Session,
      meanwhile = () => {},
    ) {
      const sent = [one.send("one")];
      await network.begun;
      meanwhile();
      const waiting = gate();
      onWaiting = waiting.open;
      sent.push(two.send("two"));
      await Promise.race([waiting.opened, sent[1]]);
      network.release();
      await Promise.all(sent);
      return service.logOf(two.state.session!);
    }

    test("that the service has not answered yet", async () => {
      const options = { ...(await service.begin()), storage: "none" } as const;
      const known = open(options);
      await live(known);
      const network = heldNetwork(service, true);
      const unknown = open({ ...options, fetch: network.fetch });
      assert.deepEqual(await logAfterBoth(unknown, network, known), [...service.said, "one", "two"]);
    });

    test("whose person is named while the post is on its way", async () => {
      const options = { ...(await service.begin()), storage: "none" } as const;
      const network = heldNetwork(service, false);
      const [one, two] = [open({ ...options, fetch: network.fetch }), open(options)];
      await Promise.all([one, two].map(live));
      const name = () => [one, two].forEach((tab) => tab.setUser("ann"));
      assert.deepEqual(await logAfterBoth(one, network, two, name), [...service.said, "one", "two"]);
    });

    for (const [whom, user] of [
      ["nobody", {}],
      ["a person", { user: "ann" }],
    ] as const)
      test(`whose backend has named the session, and ${whom}, after the message was written`, async () => {
        const { session } = await service.begin();
        const answer: ClientTokenAnswer = { ...(await service.answerFor(session)), ...user };
        const storages = { shared: new MemoryStorage(), tab: null };
        const known = open({ getClientToken: () => answer, name: "known", storages });
        await live(known);
        const network = heldNetwork(service, false);
        const backend = gate();
        const getClientToken = () => backend.opened.then(() => answer);
        const unknown = open({ getClientToken, name: "unknown", storages, fetch: network.fetch });
        const log = logAfterBoth(unknown, network, known);
        // The tab holds a lock, which is not that of the session yet.
        await until(unknown, ({ outbox }) => outbox.length === 1, "written");
        while (!locks.held.some(isOfPost)) await new Promise(setImmediate);
        backend.open();
        assert.deepEqual(await log, [...service.said, "one", "two"]);
      });
  });
