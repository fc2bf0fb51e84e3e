import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EventLog } from "../src/log/event-log.js";
import { type Post, Posting } from "../src/log/posting.js";
import { newId } from "../src/store/ids.js";
import type { Store } from "../src/store/store.js";
import { ENGINES } from "./store/engines.js";
import { withFolder } from "./support/process.js";
import { newSession } from "./support/new-session.js";

function message(text: string, key: string | null = null): Post {
  return { draft: { type: "user.message", body: { text } }, wakes: false, key, isPlain: true };
}

/** Counts how often a session's log is appended to. */
function countAppends(log: EventLog): { count: number } {
  const counted = { count: 0 };
  for (const name of ["appendTo", "appendAlone"] as const) {
    const append = log[name].bind(log) as (...given: unknown[]) => Promise<unknown>;
    Object.assign(log, {
      [name]: async (...given: unknown[]) => {
        const appended = await append(...given);
        // Where it cannot be done alone, it is done in a transaction.
        if (appended !== null) counted.count++;
        return appended;
      },
    });
  }
  return counted;
}

for (const engine of ENGINES) {
  describe(engine.name, { skip: engine.skip }, () => {
    const check = (
      name: string,
      body: (scene: {
        posting: Posting;
        store: Store;
        session: string;
        appends: { count: number };
      }) => Promise<void>,
    ) =>
      test(name, () =>
        withFolder(async (folder) => {
          const store = await engine.open(folder);
          try {
            const log = new EventLog(store);
            const session = newId("ses");
            await store.sessions.insert(newSession(session));
            await body({ posting: new Posting(store, log), store, session, appends: countAppends(log) });
          } finally {
            await store.close();
          }
        }),
      );

    check("messages that come while one is appended go together, in their order", async (scene) => {
      const { posting, session, appends, store } = scene;
      const posted = await Promise.all(
        Array.from({ length: 30 }, (_, n) => posting.post(session, message(`${n}`, `k${n}`))),
      );
      assert.deepEqual(
        posted.map(({ event }) => event.seq),
        posted.map((_, index) => index + 1),
      );
      assert.equal(appends.count, 2);
      const stored = await store.events.after(session, 0, 99);
      assert.deepEqual(
        stored.map(({ json }) => json),
        posted.map(({ event }) => event.json),
      );
      for (const [index, { json, id }] of stored.entries()) {
        const event = JSON.parse(json) as { seq: number; id: string; body: { text: string } };
        assert.deepEqual([event.seq, event.id, event.body.text], [index + 1, id, `${index}`]);
      }
      assert.equal(await store.events.posted(session, "k7"), 8);
    });

    check("one that cannot be appended takes no other with it", async ({ posting, session, store }) => {
      await posting.post(session, message("first", "k"));
      const results = await Promise.allSettled([
        posting.post(session, message("a")),
        posting.post(session, message("b", "same")),
        posting.post(session, message("again", "k")),
        posting.post(session, message("b, again", "same")),
        posting.post(session, message("c")),
        posting.post("ses_none", message("lost")),
      ]);
      assert.deepEqual(
        results.map(({ status }) => status),
        ["fulfilled", "fulfilled", "rejected", "rejected", "fulfilled", "rejected"],
      );
      const events = await store.events.after(session, 0, 99);
      assert.deepEqual(
        events.map(({ seq, json }) => [seq, (JSON.parse(json) as { body: { text: string } }).body.text]),
        [
          [1, "first"],
          [2, "a"],
          [3, "b"],
          [4, "c"],
        ],
      );
    });

    check("an archived session takes none; one with destinations goes by a transaction", async (scene) => {
      const { posting, session, store, appends } = scene;
      await store.destinations.insert(session, { url: "https://a.example" }, 0);
      await posting.post(session, message("told"));
      assert.equal(appends.count, 1);
      await store.sessions.setStatus(session, "archived");
      await assert.rejects(posting.post(session, message("late")), { name: "SessionArchived" });
      assert.equal((await store.sessions.get(session))!.head, 1);
    });

    check("a long text is stored apart, whole", async ({ posting, session, store }) => {
      const text = 'Grüße 😀 \u2028 \u0000 \ud800 {"a\\b"} '.repeat(3000);
      const { event } = await posting.post(session, message(text));
      assert.equal((JSON.parse(await store.events.content(event)) as { text: string }).text, text);
    });
  });
}
