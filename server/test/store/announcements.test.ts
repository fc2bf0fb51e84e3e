import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcements } from "../../src/store/postgres/announcements.js";
import { eventually } from "../support/waiting.js";
import { testDatabase, WITHOUT_POSTGRES } from "../support/postgres.js";
import { Wire } from "../support/wire.js";

/** Short, so that a silent connection is found soon, and long enough for a busy machine. */
const HEARTBEAT_MS = 250;

/** A process that tells others of its logs, and what it has heard of theirs. */
class Talker {
  readonly heard: string[] = [];
  isListening = false;
  readonly #announcements: Announcements;

  constructor(url: string, heartbeatMs?: number) {
    this.#announcements = new Announcements(url, heartbeatMs);
    this.#announcements.listen({
      appended: (session, head) => this.heard.push(`${session} ${head}`),
      missed: () => (this.isListening = true),
    });
    this.#announcements.start();
  }

  say(session: string, head: number): void {
    this.#announcements.announce(session, head);
  }

  close(): Promise<void> {
    return this.#announcements.close();
  }
}

test(
  "a process hears of what others have done, and not of what it has done itself",
  {
    skip: WITHOUT_POSTGRES,
  },
  async () => {
    const url = await testDatabase();
    const [a, b, c] = [new Talker(url), new Talker(url), new Talker(url)];
    try {
      await eventually(() => [a, b, c].every(({ isListening }) => isListening), "all to listen");
      a.say("ses_1", 1);
      a.say("ses_1", 2);
      a.say("ses_2", 7);
      await eventually(() => b.heard.length === 2, "the first to be heard");
      b.say("ses_1", 3);
      await eventually(() => c.heard.length === 3 && a.heard.length === 1, "the second to be heard");
      assert.deepEqual(a.heard, ["ses_1 3"]);
      assert.deepEqual(b.heard, ["ses_1 2", "ses_2 7"]);
      assert.deepEqual(c.heard, ["ses_1 2", "ses_2 7", "ses_1 3"]);
    } finally {
      await Promise.all([a.close(), b.close(), c.close()]);
    }
  },
);

test(
  "a connection that falls silent is replaced, and nothing is missed that was announced meanwhile",
  { skip: WITHOUT_POSTGRES },
  async () => {
    const url = await testDatabase();
    const wire = await Wire.to(url);
    const [a, b] = [new Talker(wire.url, HEARTBEAT_MS), new Talker(url)];
    try {
      await eventually(() => a.isListening && b.isListening, "both to listen");
      a.say("ses_1", 1);
      await eventually(() => b.heard.length === 1, "the first to be heard");
      a.isListening = false;
      wire.fallSilent();
      a.say("ses_1", 2);
      b.say("ses_2", 1);
      await eventually(() => b.heard.includes("ses_1 2"), "what was announced meanwhile");
      assert.ok(a.isListening, "it searches for what others announced meanwhile");
      b.say("ses_2", 2);
      await eventually(() => a.heard.includes("ses_2 2"), "the new connection to hear");
      wire.fallSilent();
    } finally {
      await Promise.all([a.close(), b.close()]);
      wire.close();
    }
  },
);
