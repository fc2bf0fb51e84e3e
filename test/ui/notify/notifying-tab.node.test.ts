import assert from "node:assert/strict";
import { after, test } from "node:test";
import { NotifyingTab } from "../../../src/ui/notify/notifying-tab.js";

const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");

after(() => {
  if (own) Object.defineProperty(globalThis, "navigator", own);
  else Reflect.deleteProperty(globalThis, "navigator");
});

test("a tab that is refused locks, as in a sandboxed frame, asks once and notifies", async () => {
  let asked = 0;
  const request = () => {
    asked += 1;
    // Without an end, asking again and again would block the test as it blocks the page.
    return asked > 5 ? new Promise(() => {}) : Promise.reject(new DOMException("refused", "SecurityError"));
  };
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { locks: { request } } });
  let changes = 0;
  const tab = new NotifyingTab("ses_1", () => (changes += 1));
  await new Promise((later) => setImmediate(later));
  assert.deepEqual([asked, tab.isNotifying, changes], [1, true, 1]);
  tab.claim();
  await new Promise((later) => setImmediate(later));
  assert.equal(asked, 1);
});
