import assert from "node:assert/strict";
import { test } from "node:test";
import { OutboxStore } from "../../src/session/sending/outbox.js";
import { nameOf } from "../../src/session/sending/storages.js";
import { newOutgoing } from "../../src/session/state/local-echo.js";
import { unsentSessions } from "../../src/session/unsent-sessions.js";
import { SessionError } from "../../src/wire/errors.js";
import { MemoryStorage } from "../support/storage.js";

const NOW = Date.parse("2026-11-27T10:00:00Z");

function keep(shared: MemoryStorage, user: string, session: string | null, createdAt = NOW, failed = false) {
  const owner = { base: "base", user, way: session ? null : "/api/chat", session };
  const item = newOutgoing({ key: `${session}-${createdAt}`, text: "Hello", refs: null, createdAt });
  const error = new SessionError("invalid", "No.");
  new OutboxStore(() => owner, { shared, tab: null }, assert.ifError).save(
    failed ? { ...item, delivery: "failed", error } : item,
    session,
    createdAt,
  );
}

const found = (shared: MemoryStorage, user: string | null, base = "base") =>
  unsentSessions(base, { key: user ?? "[null,act_1]", user }, { shared, tab: null });

test("the sessions of a person's messages are found, each once, three at most", () => {
  const shared = new MemoryStorage();
  keep(shared, "ann", "ses_b", NOW - 1);
  keep(shared, "ann", "ses_a", NOW - 2);
  keep(shared, "ann", "ses_b", NOW - 3);
  keep(shared, "bob", "ses_c");
  assert.deepEqual([...found(shared, "ann")].sort(), ["ses_a", "ses_b"]);
  for (let i = 0; i < 9; i += 1) keep(shared, "ann", `ses_${i}`);
  assert.equal(found(shared, "ann").length, 3);
  assert.deepEqual(found(shared, null), []);
  assert.deepEqual(found(shared, "an"), []);
  assert.deepEqual(found(shared, "ann", "another"), []);
});

test("what was given up, or is to begin a session, is not for any", () => {
  const shared = new MemoryStorage();
  keep(shared, "ann", "ses_failed", NOW, true);
  keep(shared, "ann", null);
  assert.deepEqual(found(shared, "ann"), []);
});

test("a record that no page of this version can send is not for any session", () => {
  const shared = new MemoryStorage();
  const name = nameOf("message", "base", "ann", "ses_x");
  keep(shared, "ann", "ses_a");
  const [kept = ""] = [...Array(shared.length).keys()].map((i) => shared.getItem(shared.key(i) ?? "") ?? "");
  shared.setItem(`${name}:later`, kept.replace('"v":1', '"v":2').replaceAll("ses_a", "ses_later"));
  shared.setItem(`${name}:wordless`, kept.replace("Hello", "").replaceAll("ses_a", "ses_wordless"));
  assert.deepEqual(found(shared, "ann"), ["ses_a"]);
});

test("what anybody has written there is read with care, and a refused storage has nothing", () => {
  const shared = new MemoryStorage();
  for (const [key, value] of Object.entries({ a: "{", b: "null", c: '{"v":1}', d: "[]" }))
    shared.setItem(`${nameOf("message", "base", "ann", "ses_x")}:${key}`, value);
  assert.deepEqual(found(shared, "ann"), []);
  const refused = {
    get shared(): never {
      throw new DOMException("no", "SecurityError");
    },
    tab: null,
  };
  assert.deepEqual(unsentSessions("base", { key: "ann", user: "ann" }, refused), []);
});
