import assert from "node:assert/strict";
import { test } from "node:test";
import { exportMarkdown } from "../../../src/session/state/export-markdown.js";
import type { Entry, MessageEntry } from "../../../src/session/state/state.js";

const NAMES = { agent: "Ada", user: "Guest" };
const BASE = { turnId: null, time: new Date("2026-11-22T17:04:00Z") };

function message(seq: number, text: string, change: Partial<MessageEntry> = {}): MessageEntry {
  const own = {
    id: `evt_${seq}`,
    key: `evt_${seq}`,
    seq,
    kind: "message",
    from: "agent",
    name: "",
    text,
  } as const;
  return { ...BASE, ...own, mine: false, delivery: null, error: null, ...change };
}

const other = (entry: object): Entry => ({ ...BASE, id: "e", key: "e", seq: 1, ...entry }) as Entry;

test("says who, when and what", () => {
  const entries = [message(1, "Hello", { from: "user", name: "Kim" }), message(2, "# Hi\n\nthere")];
  assert.equal(
    exportMarkdown(entries, NAMES),
    "**Kim**, 2026-11-22T17:04:00.000Z\n\nHello\n\n---\n\n**Ada**, 2026-11-22T17:04:00.000Z\n\n# Hi\n\nthere\n",
  );
});

test("has every entry of a long conversation, in order", () => {
  const entries = Array.from({ length: 12_345 }, (_, i) => message(i + 1, `message ${i + 1}`));
  const found = [...exportMarkdown(entries, NAMES).matchAll(/^message (\d+)$/gm)].map(([, n]) => Number(n));
  assert.deepEqual(
    found,
    entries.map(({ seq }) => seq),
  );
});

test("a code block that was cut off does not swallow what follows", () => {
  const text = exportMarkdown([message(1, "```js\nlet a"), message(2, "after")], NAMES);
  assert.match(text, /^```js\nlet a\n```\n\n---$/m);
  assert.doesNotMatch(exportMarkdown([message(1, "~~~\nx\n~~~")], NAMES), /~~~\n~~~/);
});

test("cards, notices and work are quoted", () => {
  const card = {
    kind: "card",
    card: "preview",
    title: "My [app]",
    text: "ready",
    href: "https://x.example/a b",
  };
  assert.equal(
    exportMarkdown([other(card)], NAMES),
    "> [My \\[app\\]](<https://x.example/a%20b>)\n> \n> ready\n",
  );
  const notice = { kind: "notice", tone: "error", code: "max_turns", text: "" };
  assert.equal(exportMarkdown([other(notice)], NAMES), "> max_turns\n");
  const steps = [
    { id: "1", label: "read", detail: "a\nb", ok: true },
    { id: "2", label: "test", detail: "", ok: false },
  ];
  assert.equal(exportMarkdown([other({ kind: "work", steps })], NAMES), "> - ✓ read a b\n> - ✗ test\n");
});

test("nothing is nothing", () => {
  assert.equal(exportMarkdown([], NAMES), "");
});
