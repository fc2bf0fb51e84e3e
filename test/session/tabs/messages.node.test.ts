import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { recordOf } from "../../../src/session/sending/outbox-record.js";
import { newOutgoing } from "../../../src/session/state/local-echo.js";
import { envelopeOf, parseEnvelope, type TabMessage } from "../../../src/session/tabs/messages.js";
import { SessionError } from "../../../src/wire/errors.js";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const outgoing = newOutgoing({ key: "k", text: "Hi", refs: { page: 1 }, createdAt: NOW });
const record = recordOf(outgoing, { session: "ses_1", after: null, tab: "tab" }, NOW);
const error = new SessionError("too-large", "No.", { status: 413 });

/** Every kind there is; SECURITY.md names them. */
const MESSAGES: readonly TabMessage[] = [
  { kind: "access" },
  { kind: "reset" },
  { kind: "queued", record },
  { kind: "change", change: { type: "started", key: "k" } },
  { kind: "change", change: { type: "discarded", key: "k" } },
  { kind: "change", change: { type: "attempt", key: "k", at: NOW, starts: true } },
  { kind: "change", change: { type: "retry", key: "k", at: NOW } },
  { kind: "change", change: { type: "postponed", key: "k", until: NOW + 0.5, error } },
  { kind: "change", change: { type: "postponed", key: "k", until: null, error: null } },
  {
    kind: "change",
    change: { type: "accepted", key: "k", id: "evt_1", seq: 7, turnId: null, heldId: null },
  },
  {
    kind: "change",
    change: { type: "accepted", key: "k", id: null, seq: null, turnId: "t", heldId: null },
  },
  {
    kind: "change",
    change: {
      type: "accepted",
      key: "k",
      id: null,
      seq: null,
      turnId: "t",
      heldId: null,
      isRepeat: true,
    },
  },
  { kind: "log", word: { says: "wanted", log: "the log", after: 3 } },
  { kind: "change", change: { type: "refused", key: "k", certain: true, error } },
];

describe("what one tab tells", () => {
  for (const message of MESSAGES) {
    test(`arrives as it was: ${"change" in message ? message.change.type : message.kind}`, () => {
      const told = structuredClone(envelopeOf(["name"], message));
      assert.deepEqual(parseEnvelope(told), { v: 1, to: ["name"], message });
    });
  }
});

const queued = (odd: object) => ({ kind: "queued", record: { ...record, ...odd } });
const change = (odd: object) => ({ kind: "change", change: { key: "k", ...odd } });
const loop: Record<string, unknown> = {};
loop["self"] = loop;

/** By what any page of the origin may say. */
const FORGED: Readonly<Record<string, unknown>> = {
  "a grant": { kind: "grant", grant: { session: "ses_1", token: "ct_1" } },
  "a message without words": queued({ text: "" }),
  "a message of objects": queued({ text: { toString: 1 } }),
  "a message of another version": queued({ v: 2 }),
  "a message from the end of time": queued({ createdAt: Number.MAX_SAFE_INTEGER }),
  "a message touched at the end of time": queued({ touchedAt: Infinity }),
  "a message named by half a character": queued({ key: "\ud800" }),
  "refs that lead back to themselves": queued({ refs: loop }),
  "refs that are no JSON": queued({ refs: { a: 1n } }),
  "a change of nothing": { kind: "change", change: { type: "discarded" } },
  "a change that tabs do not tell": change({ type: "seen", seq: 7 }),
  "a reset as a change": change({ type: "reset" }),
  "an attempt at no time": change({ type: "attempt", at: "now" }),
  "an attempt at the end of time": change({ type: "attempt", at: Number.MAX_SAFE_INTEGER }),
  "a retry at the end of time": change({ type: "retry", at: Number.MAX_SAFE_INTEGER }),
  "an acceptance without an id": change({ type: "accepted", seq: 7 }),
  "an acceptance at half a seq": change({ type: "accepted", id: "evt_1", seq: 7.5 }),
  "a refusal without a reason": change({ type: "refused", certain: true }),
};

describe("what is forged", () => {
  for (const [what, message] of Object.entries(FORGED)) {
    test(`says nothing: ${what}`, () => assert.equal(parseEnvelope({ v: 1, to: null, message }), null));
  }

  for (const until of [NaN, Infinity, -Infinity, "soon", {}]) {
    test(`makes nobody wait until ${String(until)}`, () => {
      const message = change({ type: "postponed", until, error: null });
      const heard = parseEnvelope({ v: 1, to: null, message });
      assert.deepEqual(heard?.message, {
        kind: "change",
        change: { type: "postponed", key: "k", until: null, error: null },
      });
    });
  }

  test("an error says its code only where it is one of ours", () => {
    const data = { code: "__proto__", message: { a: 1 }, status: "x" };
    const heard = parseEnvelope({ v: 1, to: null, message: change({ type: "refused", error: data }) });
    assert.ok(heard?.message.kind === "change" && heard.message.change.type === "refused");
    const { code, message, status } = heard.message.change.error;
    assert.deepEqual([code, message, status], ["network", "", null]);
  });
});
