import { expect } from "chai";
import { Session, type SessionOptions } from "../../../src/core.js";
import { tabServiceOn, type TabService } from "../../support/tab-service.js";
import { texts, until } from "../../support/until.js";
import { messagesFile } from "../../../src/wire/connect.js";
import { WIRES } from "../../support/wires.js";

// Loaded here, because a test ends a session while its first post is on its way.
await messagesFile.load();

/** Several tabs that post, on either wire. Sessions of one page share locks, channel and `localStorage` as tabs do. */

const tabs: Session[] = [];

afterEach(() => {
  tabs.splice(0).forEach((tab) => tab.close());
  localStorage.clear();
});

function openTab(options: SessionOptions): Session {
  const tab = new Session({ ...options, storages: { shared: localStorage, tab: null } });
  tabs.push(tab);
  tab.open();
  return tab;
}

/** Has a tab try now what waits for its time. An attempt that is under way ends before: it may begin such a wait. */
async function tryNow(tab: Session): Promise<void> {
  await until(tab, ({ outbox }) => outbox.every(({ delivery }) => delivery === "waiting"), "waiting");
  tab.reconnect();
}

/** Counts posts, and lets a test stop them. */
function watchPosts() {
  const watch = {
    count: 0,
    isDown: false,
    fetch: (async (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      if (watch.isDown) throw new TypeError("offline");
      watch.count += 1;
      return fetch(input, init);
    }) satisfies typeof fetch,
  };
  return watch;
}

/** The name of the lock that a tab of a conversation holds while it posts, as the browser tells it. */
async function lockOfPost(conversation: SessionOptions & { session: string }): Promise<string> {
  let isPosting = () => {};
  let lose = () => {};
  const posting = new Promise<void>((resolve) => (isPosting = resolve));
  const tab = new Session({
    ...{ ...conversation, storages: { shared: null, tab: null } },
    fetch(input, init) {
      if (init?.method !== "POST") return fetch(input, init);
      isPosting();
      return new Promise((_, reject) => (lose = () => reject(new TypeError("lost"))));
    },
  });
  tab.open();
  await until(tab, ({ caughtUp }) => caughtUp, "caught up");
  tab.send("never posted").catch(() => {});
  await posting;
  const { held = [] } = await navigator.locks.query();
  tab.close();
  // A post that is under way when its tab is closed keeps the lock until it is answered.
  lose();
  return held.find(({ name }) => name?.includes(conversation.session))!.name!;
}

for (const wire of WIRES)
  describe(`several tabs of one session, on the wire ${wire}`, () => tests(tabServiceOn(wire)));

function tests(service: TabService): void {
  const { said } = service;

  async function openTabs(count: number, options: SessionOptions): Promise<Session[]> {
    const conversation = await service.begin();
    const opened = Array.from({ length: count }, () => openTab({ ...conversation, ...options }));
    await Promise.all(opened.map((tab) => until(tab, ({ caughtUp }) => caughtUp, "caught up")));
    return opened;
  }

  it("show everything once, each message posted by exactly one", async () => {
    const posts = watchPosts();
    const opened = await openTabs(5, { fetch: posts.fetch });
    const all = opened.map((_, i) => `from tab ${i}`);
    await Promise.all(opened.map((tab, i) => tab.send(all[i]!)));
    for (const tab of opened) {
      await until(
        tab,
        (state) => texts(state).length === said.length + 5 && state.outbox.length === 0,
        "all shown and settled",
      );
      expect([...texts(tab.state)].sort()).to.deep.equal([...said, ...all].sort());
    }
    expect(posts.count).to.equal(5);
    expect(await service.logOf(opened[0]!.state.session!)).to.have.length(said.length + 5);
  });

  it("show what waits in one of them, and send it from whichever is left", async () => {
    const posts = watchPosts();
    posts.isDown = true;
    const [writer, other] = (await openTabs(2, { fetch: posts.fetch })) as [Session, Session];
    const sent = writer.send("waiting");
    sent.catch(() => {});
    await until(other, ({ pending }) => pending[0]?.text === "waiting", "shown in the other tab");
    await until(writer, ({ outbox }) => outbox[0]?.triedAt !== null, "tried");
    writer.close();
    posts.isDown = false;
    other.reconnect();
    await until(
      other,
      (state) => state.outbox.length === 0 && texts(state).length === said.length + 1,
      "sent by the other",
    );
    expect(posts.count).to.equal(1);
    expect(localStorage.length <= 1, JSON.stringify(localStorage)).to.equal(true);
  });

  it("leave to each what it keeps in memory alone, which one opened later knows only a part of", async () => {
    const conversation = await service.begin();
    const posts = watchPosts();
    posts.isDown = true;
    const options = { ...conversation, storage: "none" } as const;
    const writer = openTab({ ...options, fetch: posts.fetch });
    const sent = [writer.send("one"), writer.send("two")];
    const other = openTab(options);
    await until(other, ({ caughtUp }) => caughtUp, "caught up");
    sent.push(writer.send("three"));
    for (const text of ["four", "five"]) await other.send(text);
    posts.isDown = false;
    await tryNow(writer);
    await Promise.all(sent);
    const all = [...said, "four", "five", "one", "two", "three"];
    expect(await service.logOf(conversation.session)).to.deep.equal(all);
  });

  it("settle the promise of the one that wrote, whoever sent it", async () => {
    const posts = watchPosts();
    posts.isDown = true;
    const conversation = await service.begin();
    const writer = openTab({ ...conversation, fetch: posts.fetch });
    const sent = writer.send("by proxy");
    await until(writer, ({ outbox }) => outbox[0]?.triedAt !== null, "tried");
    const sender = openTab(conversation);
    await until(sender, (state) => state.outbox.length > 0 || texts(state).includes("by proxy"), "known");
    await tryNow(sender);
    await until(sender, (state) => texts(state).includes("by proxy"), "sent");
    await sent;
    expect(await service.logOf(conversation.session)).to.deep.equal([...said, "by proxy"]);
  });

  it("take over a post from a tab that died in the middle of it", async () => {
    const conversation = await service.begin();
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const dying = frame.contentWindow as unknown as { fetch: typeof fetch; navigator: Navigator };
    const name = await lockOfPost(conversation);
    // The frame holds the post's lock as a tab does that is posting.
    await new Promise<void>((held) => {
      void dying.navigator.locks.request(name, () => {
        held();
        return new Promise(() => {});
      });
    });
    const heir = openTab(conversation);
    const sent = heir.send("after you");
    await until(heir, ({ caughtUp }) => caughtUp, "caught up");
    expect(heir.state.outbox[0]?.delivery).to.equal("waiting");
    frame.remove();
    await sent;
    expect(await service.logOf(conversation.session)).to.deep.equal([...said, "after you"]);
  });
}
