import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { live } from "../support/service.js";
import { until } from "../support/until.js";
import { serviceOn } from "../support/wire-service.js";
import { WIRES, type WireName } from "../support/wires.js";

for (const wire of WIRES) describe(`on the wire ${wire}`, { timeout: 60_000 }, () => onBoth(wire));

function onBoth(wire: WireName): void {
  const service = serviceOn(wire);
  const { open } = service;

  test("iterates over events until the signal, the loop or the session ends", async () => {
    const session = await open();
    await live(session);
    const { lastSeq, session: id } = session.state;
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
    await service.say(id!, ["a", "b", "c"]);
    await bySignal;
    assert.equal(await byLeaving, lastSeq + 1);
    await until(session, (state) => state.lastSeq === lastSeq + 3, "all read");
    session.close();
    assert.equal(await byClosing, 3);
    assert.deepEqual(seqs, [lastSeq + 1, lastSeq + 2]);
  });
}
