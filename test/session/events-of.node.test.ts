import assert from "node:assert/strict";
import { test } from "node:test";
import { live, say, Service } from "../support/service.js";
import { until } from "../support/until.js";

const service = new Service();
const { open } = service;

test("iterates over events until the signal, the loop or the session ends", async () => {
  const session = await open();
  await live(session);
  const id = session.state.session!;
  const abort = new AbortController();
  const seqs: number[] = [];
  const bySignal = (async () => {
    for await (const { seq } of session.events(abort.signal)) if (seqs.push(seq) === 2) abort.abort();
  })();
  const byClosing = (async () => {
    let count = 0;
    for await (const _ of session.events()) count += 1;
    return count;
  })();
  const byLeaving = (async () => {
    for await (const { seq } of session.events()) return seq;
    return null;
  })();
  await service.server.appendEvents(id, say("a"), say("b"), say("c"));
  await bySignal;
  assert.equal(await byLeaving, 2);
  await until(session, ({ lastSeq }) => lastSeq === 4, "all read");
  session.close();
  assert.equal(await byClosing, 3);
  assert.deepEqual(seqs, [2, 3]);
});
