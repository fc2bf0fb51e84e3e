import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { OutboxStore } from "../../../src/session/sending/outbox.js";
import { newOutgoing } from "../../../src/session/state/local-echo.js";
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
const open = (scope = "base:ses_1", storages = { shared, tab }) =>
  new OutboxStore(scope, storages, (error) => errors.push(error));

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
  open().save(tried, null, NOW);
  assert.deepEqual(open().load(null, NOW), [{ ...tried, delivery: "waiting" }]);
});

test("a refusal survives with its reason", () => {
  const error = new SessionError("too-large", "No.", { status: 413 });
  open().save({ ...message("a"), delivery: "failed", error }, "ses_1", NOW);
  const [found] = open().load("ses_1", NOW);
  assert.deepEqual([found?.delivery, found?.error?.code, found?.error?.status], ["failed", "too-large", 413]);
});

test("a message of another session, endpoint or API is not found", () => {
  open().save(message("a"), "ses_1", NOW);
  assert.deepEqual(keys(open(), "ses_2"), []);
  assert.deepEqual(keys(open("base:ses_10")), []);
  assert.deepEqual(keys(open("base")), []);
  assert.deepEqual(keys(open()), ["a"]);
});

test("an endpoint that begins as another does finds nothing of it", () => {
  open("base:https://host:8080/chat").save(message("a"), "ses_1", NOW);
  assert.deepEqual(keys(open("base:https://host")), []);
});

test("a key may be any text", () => {
  open().save(message("order:7 %/é"), "ses_1", NOW);
  assert.deepEqual([keys(open()), open().has("order:7 %/é")], [["order:7 %/é"], true]);
  open().remove("order:7 %/é");
  assert.equal(shared.length, 0);
});

test("a message that waits to start a session is found by whichever session comes", () => {
  open().save(message("a"), null, NOW);
  assert.deepEqual([keys(open(), null), keys(open(), "ses_9")], [["a"], ["a"]]);
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

const otherTab = (scope?: string) => open(scope, { shared, tab: new MemoryStorage() });

test("without locks, only what no other tab had in hand for a while is taken", () => {
  otherTab().save(message("a"), "ses_1", NOW - 61_000);
  otherTab().save(message("b"), "ses_1", NOW - 1_000);
  assert.deepEqual(keys(open(), "ses_1", 60_000), ["a"]);
  otherTab().save(message("c"), "ses_1", NOW + 3 * HOUR);
  assert.deepEqual(keys(open(), "ses_1", 60_000), ["a", "c"], "and what a clock set since has touched");
  open().save(message("d"), "ses_1", NOW - 1_000);
  assert.deepEqual(keys(open(), "ses_1", 60_000), ["a", "c", "d"], "and its own, before a reload");
});

test("records that are not ours or not whole are cleared away or left alone", () => {
  shared.setItem("oc:base:ses_1:x", "{not json");
  shared.setItem("oc:base:ses_1:y", '{"text":7}');
  shared.setItem("oc:base:ses_1:%zz", '{"text":"x","createdAt":1}');
  shared.setItem("other", "theirs");
  assert.deepEqual(keys(open()), []);
  assert.equal(shared.dump(), '[["other","theirs"]]');
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
  const outbox = open("s", { shared: null as never, tab: null as never });
  outbox.save(message("a"), null, NOW);
  outbox.draft = "hi";
  assert.deepEqual(
    [outbox.has("a"), outbox.has("b"), outbox.isShared, outbox.draft],
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

test("the draft belongs to the tab, what was read to all", () => {
  const here = open();
  here.draft = "half a sen";
  here.setSeen("ses_1", 12);
  const otherTab = open("base:ses_1", { shared, tab: new MemoryStorage() });
  assert.deepEqual([open().draft, otherTab.draft], ["half a sen", ""]);
  assert.deepEqual(
    [otherTab.seen("ses_1"), otherTab.seen("ses_2"), open("base:x").seen("ses_1")],
    [12, null, null],
  );
  here.draft = "";
  assert.doesNotMatch(tab.dump(), /draft/);
});

test("a reset leaves nothing of the conversation and everything else", () => {
  shared.setItem("other", "theirs");
  const outbox = open();
  outbox.save(message("a"), "ses_1", NOW);
  outbox.setSeen("ses_1", 3);
  outbox.draft = "x";
  outbox.clear();
  assert.equal(shared.dump(), '[["other","theirs"]]');
  assert.doesNotMatch(tab.dump(), /draft/);
});
