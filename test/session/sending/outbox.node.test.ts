import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { OutboxStore, type OutboxOwner } from "../../../src/session/sending/outbox.js";
import { nameOf, wipe } from "../../../src/session/sending/storages.js";
import { laterThan, newOutgoing } from "../../../src/session/state/local-echo.js";
import { SessionError } from "../../../src/wire/errors.js";
import { MemoryStorage } from "../../support/storage.js";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-11-22T10:00:00Z");
const message = (key: string, createdAt = NOW) =>
  newOutgoing({ key, text: `text of ${key}`, refs: { page: 1 }, createdAt });

let shared: MemoryStorage;
let tab: MemoryStorage;
let errors: SessionError[];
const open = (owner: Partial<OutboxOwner> = {}, storages = { shared, tab }) =>
  new OutboxStore(
    () => ({ base: "base", user: null, way: "/api/chat", session: "ses_1", ...owner }),
    storages,
    (error) => errors.push(error),
  );

beforeEach(() => {
  shared = new MemoryStorage();
  tab = new MemoryStorage();
  errors = [];
});

const keys = (outbox: OutboxStore, session: string | null = "ses_1", idle?: number) =>
  outbox.load(session, NOW, idle).map(({ key }) => key);

test("what one page saved, the next one finds, oldest first", () => {
  open().save(message("b", NOW - 1), "ses_1", NOW);
  open().save(message("a", NOW - 2), "ses_1", NOW);
  const [first] = open().load("ses_1", NOW);
  assert.deepEqual(keys(open()), ["a", "b"]);
  assert.deepEqual(first, message("a", NOW - 2));
});

test("how far an attempt had come survives; what was being sent waits again", () => {
  const tried = { ...message("a"), triedAt: NOW, baseSeq: 7, starts: true, delivery: "sending" as const };
  open().save(tried, "ses_1", NOW);
  assert.deepEqual(open().load("ses_1", NOW), [{ ...tried, delivery: "waiting" }]);
});

test("a refusal survives with its reason", () => {
  const error = new SessionError("too-large", "No.", { status: 413 });
  open().save({ ...message("a"), delivery: "failed", error }, "ses_1", NOW);
  const [found] = open().load("ses_1", NOW);
  assert.deepEqual([found?.delivery, found?.error?.code, found?.error?.status], ["failed", "too-large", 413]);
});

test("a message of another session, API or person is not found", () => {
  open().save(message("a"), "ses_1", NOW);
  assert.deepEqual(keys(open(), "ses_2"), []);
  assert.deepEqual(keys(open(), "ses_10"), []);
  assert.deepEqual(keys(open({ base: "base:ses_1" })), []);
  assert.deepEqual(keys(open({ user: "ann" })), []);
  assert.deepEqual(keys(open()), ["a"]);
});

test("a message belongs to its session, by whatever way a page comes to that", () => {
  open({ way: "/api/chat" }).save(message("a"), "ses_1", NOW);
  assert.deepEqual(keys(open({ way: "function:help" })), ["a"]);
});

describe("a message that waits to start a session", () => {
  const ann = { user: "ann", session: null };

  test("is found by the same person, with or without the session by then", () => {
    open(ann).save(message("a"), null, NOW);
    assert.deepEqual([keys(open(ann), null), keys(open(ann), "ses_9")], [["a"], ["a"]]);
    assert.deepEqual(keys(open({ ...ann, way: "/api/other" }), null), [], "not by another way");
  });

  test("says which session was left for it, and is no message of that, nor of another that it cannot have started", () => {
    const tried = { ...message("b"), triedAt: NOW, starts: true };
    open({ ...ann, after: "ses_1" }).save(message("a"), null, NOW);
    open({ ...ann, after: "ses_1" }).save(tried, null, NOW);
    assert.deepEqual([open(ann).after, open({ ...ann, after: "ses_2" }).after], ["ses_1", "ses_2"]);
    assert.deepEqual(keys(open(ann), null), ["a", "b"]);
    assert.deepEqual([keys(open(ann), "ses_1"), keys(open(ann), "ses_9")], [[], ["b"]]);
    assert.deepEqual(keys(open({ ...ann, way: null }), null), [], "not where the session was given");
    open(ann).save(message("a"), "ses_9", NOW);
    open({ ...ann, session: "ses_9" }).remove("b");
    assert.equal(open(ann).after, null);
  });

  test("is kept with its session once that is there, and only there", () => {
    open(ann).save(message("a"), null, NOW);
    open({ ...ann, session: "ses_9" }).save(message("a"), "ses_9", NOW);
    assert.deepEqual([keys(open(ann), null), keys(open(ann), "ses_9")], [[], ["a"]]);
    assert.equal(shared.length, 1);
  });

  for (const next of ["bob", "", "an", "ann:"]) {
    test(`is neither found, kept from nor cleared away by "${next}"`, () => {
      open(ann).save(message("a"), null, NOW);
      const theirs = open({ user: next || null, session: null });
      assert.deepEqual([keys(theirs, null), keys(theirs, "ses_9")], [[], []]);
      theirs.remove("a");
      theirs.clear();
      assert.deepEqual(keys(open(ann), null), ["a"]);
    });
  }

  test("lives in the page alone where nobody has a name, or nothing tells the conversation from others", () => {
    for (const owner of [{ session: null }, { ...ann, way: null }]) {
      const outbox = open(owner);
      outbox.save(message("secret"), null, NOW);
      assert.deepEqual([outbox.isUnsaved("secret"), outbox.has("secret")], [true, true]);
      outbox.setDraft(null, "secret");
      assert.equal(outbox.draft(null), "");
    }
    assert.doesNotMatch(shared.dump() + tab.dump(), /secret/);
  });
});

test("a key may be any text", () => {
  open().save(message("order:7 %/é"), "ses_1", NOW);
  assert.deepEqual([keys(open()), open().has("order:7 %/é")], [["order:7 %/é"], true]);
  open().remove("order:7 %/é");
  assert.equal(shared.length, 0);
});

test("a message is kept for days, however old", () => {
  open().save(message("a", NOW - 5 * DAY), "ses_1", NOW - 5 * DAY);
  assert.deepEqual(keys(open()), ["a"]);
});

test("what nobody came back for in a month is cleared away", () => {
  open().save(message("a", NOW - 31 * DAY), "ses_1", NOW - 31 * DAY);
  assert.deepEqual(keys(open()), []);
  assert.equal(shared.length, 0);
});

const otherTab = () => open({}, { shared, tab: new MemoryStorage() });

test("without locks, only what no other tab had in hand for a while is taken", () => {
  otherTab().save(message("a", NOW - 3), "ses_1", NOW - 61_000);
  otherTab().save(message("b", NOW - 1), "ses_1", NOW - 1_000);
  assert.deepEqual(keys(open(), "ses_1", 60_000), ["a"]);
  otherTab().save(message("c", NOW - 2), "ses_1", NOW + 3 * HOUR);
  assert.deepEqual(keys(open(), "ses_1", 60_000), ["a", "c"], "and what a clock set since has touched");
  open().save(message("d"), "ses_1", NOW - 1_000);
  assert.deepEqual(keys(open(), "ses_1", 60_000), ["a", "c", "d"], "and its own, before a reload");
});

test("without locks, what another tab has in hand is not overtaken by what stands behind it", () => {
  const other = otherTab();
  other.save(message("first"), "ses_1", NOW - 61_000);
  other.save(message("second", NOW + 1), "ses_1", NOW - 61_000);
  other.save(message("first"), "ses_1", NOW - 1_000);
  assert.deepEqual(keys(open(), "ses_1", 60_000), []);
  other.remove("first");
  assert.deepEqual(keys(open(), "ses_1", 60_000), ["second"]);
});

test("records that are not whole are cleared away", () => {
  const name = (key: string) => `${nameOf("message", "base", "", "ses_1")}:${key}`;
  shared.setItem(name("x"), "{not json");
  shared.setItem(name("y"), '{"v":1,"text":7}');
  shared.setItem(name("z"), '{"text":"x","createdAt":1}');
  shared.setItem("other", "theirs");
  assert.deepEqual(keys(open()), []);
  assert.equal(shared.dump(), '[["other","theirs"]]');
});

test("a record that cannot be drawn or sent is cleared away, and hides no other", () => {
  open().save(message("a"), "ses_1", NOW);
  const [[name, record]] = JSON.parse(shared.dump()) as [[string, string]];
  const deep = `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`;
  shared.setItem(`${name}1`, record.replace('{"page":1}', deep));
  shared.setItem(`${name}2`, record.replace(`"createdAt":${NOW}`, `"createdAt":${Number.MAX_SAFE_INTEGER}`));
  shared.setItem(`${name}3`, record.replace('"key":"a"', '"key":"\\ud800"'));
  assert.deepEqual(keys(open()), ["a"]);
  assert.deepEqual([shared.length, errors], [1, []]);
});

test("a message is stored also where one before it is from the end of time", () => {
  open().save(message("a"), "ses_1", NOW);
  const [[name, record]] = JSON.parse(shared.dump()) as [[string, string]];
  shared.setItem(name, record.replace(`"createdAt":${NOW}`, '"createdAt":8000000000000000'));
  const loaded = open().load("ses_1", NOW);
  open().save(message("b", laterThan(loaded, NOW)), "ses_1", NOW);
  assert.deepEqual(keys(open()), ["a", "b"]);
});

test("a record of another version is left to it", () => {
  open().save(message("a"), "ses_1", NOW);
  const [[name, record]] = JSON.parse(shared.dump()) as [[string, string]];
  const theirs = record.replace('"v":1', '"v":2');
  shared.setItem(name, theirs);
  assert.deepEqual(keys(open()), []);
  assert.equal(shared.getItem(name), theirs);
});

test("a refusal with a code that has no words here is one of which nobody knows the end", () => {
  const error = new SessionError("not-found", "No.");
  open().save({ ...message("a"), delivery: "failed", error }, "ses_1", NOW);
  const [[name, record]] = JSON.parse(shared.dump()) as [[string, string]];
  shared.setItem(name, record.replace("not-found", "toString"));
  const [found] = open().load("ses_1", NOW);
  assert.deepEqual([found?.delivery, found?.error?.code], ["failed", "network"]);
});

test("a full storage is reported once, and its messages are still known to be unsent", () => {
  shared.isFull = true;
  const outbox = open();
  outbox.save(message("a"), "ses_1", NOW);
  outbox.save(message("b"), "ses_1", NOW);
  assert.deepEqual(
    errors.map(({ code }) => code),
    ["storage"],
  );
  assert.deepEqual([outbox.has("a"), outbox.has("z")], [true, false]);
  outbox.remove("a");
  assert.equal(outbox.has("a"), false);
});

test("without storage everything is still to be sent", () => {
  const outbox = open({}, { shared: null as never, tab: null as never });
  outbox.save(message("a"), null, NOW);
  outbox.setDraft("ses_1", "hi");
  assert.deepEqual(
    [outbox.has("a"), outbox.has("b"), outbox.isShared, outbox.draft("ses_1")],
    [true, true, false, ""],
  );
  assert.deepEqual(errors, []);
});

test("what another tab has sent is no longer there", () => {
  const here = open();
  here.save(message("a"), "ses_1", NOW);
  open().remove("a");
  assert.equal(here.has("a"), false);
});

test("the draft belongs to the tab, what was read to all; both to one person's one conversation", () => {
  const here = open();
  here.setDraft("ses_1", "half a sen");
  here.setSeen("ses_1", 12);
  here.setSeen("ses_2", 5);
  const ann = open({ user: "ann" });
  assert.deepEqual(
    [open(), otherTab(), ann].map((outbox) => outbox.draft("ses_1")),
    ["half a sen", "", ""],
  );
  assert.equal(open().draft("ses_2"), "");
  assert.deepEqual(
    [
      otherTab().seen("ses_1"),
      otherTab().seen("ses_2"),
      open({ base: "x" }).seen("ses_1"),
      ann.seen("ses_1"),
    ],
    [12, 5, 0, 0],
  );
  here.setDraft("ses_1", "");
  assert.doesNotMatch(tab.dump(), /draft/);
});

test("a reset leaves nothing of the conversation and everything else", () => {
  shared.setItem("other", "theirs");
  const outbox = open();
  outbox.save(message("a"), "ses_1", NOW);
  outbox.setSeen("ses_1", 3);
  outbox.setDraft("ses_1", "x");
  outbox.clear();
  assert.match(shared.dump(), /^\[\["other","theirs"\],\["oc-session:reset:[^,]*,"[-\da-f]{36} ses_1"\]\]$/);
  assert.doesNotMatch(tab.dump(), /draft/);
});

test("wiping leaves nothing of anybody, and what is not ours", () => {
  for (const storage of [shared, tab]) storage.setItem("oc-other", "theirs");
  for (const user of [null, "ann"]) {
    const outbox = open({ user });
    outbox.save(message("secret"), "ses_1", NOW);
    outbox.setSeen("ses_1", 3);
    outbox.setDraft("ses_1", "secret");
  }
  wipe({ shared, tab }, "mark");
  assert.equal(shared.dump(), `[["oc-other","theirs"],["${nameOf("reset")}","mark"]]`);
  assert.equal(tab.dump(), '[["oc-other","theirs"]]');
});

test("each reset is known by its mark, however many came after it, as far as there is room", () => {
  const outbox = open();
  const before = outbox.resetMark("ses_1");
  open().clear();
  const mark = outbox.resetMark("ses_1");
  assert.notEqual(mark, before);
  for (let i = 2; i <= 60; i += 1) open({ session: `ses_${i}` }).clear();
  for (const odd of ["a ses_1", "a\nses_1", "a%20ses_1"]) open({ session: odd }).clear();
  assert.equal(outbox.resetMark("ses_1"), mark);
  open().clear();
  const again = outbox.resetMark("ses_1");
  assert.ok(again !== mark && again !== before);
  for (let i = 100; i <= 1_000; i += 1) open({ session: `ses_${i}` }).clear();
  assert.ok(shared.dump().length < 10_000);
});

test("a reset is known by its mark: of the session alone, or of everything", () => {
  const outbox = open();
  const mark = outbox.resetMark("ses_1");
  open({ session: "ses_2" }).clear();
  open({ user: "ann" }).clear();
  assert.equal(outbox.resetMark("ses_1"), mark);
  open().clear();
  const reset = outbox.resetMark("ses_1");
  assert.notEqual(reset, mark);
  wipe({ shared, tab }, "mark");
  assert.notEqual(outbox.resetMark("ses_1"), reset);
});
