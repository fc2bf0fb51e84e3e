import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { initialState } from "../../../src/session/state/state.js";
import { SessionStore } from "../../../src/session/fold/store.js";
import { SessionError } from "../../../src/wire/errors.js";
import { agentMessage, brought } from "../../support/log.js";

let store: SessionStore;
beforeEach(() => {
  store = new SessionStore(
    initialState("ses_1", { level: "user", afterSeq: 0, viewer: null, retain: () => false }),
  );
});

const read = (...seqs: number[]) => store.dispatch(brought(seqs.map((seq) => agentMessage(seq, `m${seq}`))));

describe("observers of a store", () => {
  test("are told of each change once, in order, whatever one of them causes meanwhile", () => {
    const told: string[] = [];
    store.observe({
      state({ lastSeq, seenSeq }) {
        if (lastSeq > seenSeq) store.dispatch({ type: "seen", seq: lastSeq });
      },
    });
    store.observe({
      state: (state, previous) =>
        told.push(`${previous.lastSeq}/${previous.seenSeq} → ${state.lastSeq}/${state.seenSeq}`),
    });
    read(1);
    read(2);
    assert.deepEqual(told, ["0/0 → 1/0", "1/0 → 1/1", "1/1 → 2/1", "2/1 → 2/2"]);
  });

  test("hear of events, states and errors in the order in which they happened", () => {
    const told: string[] = [];
    const note = (name: string) => ({
      event: ({ seq }: { seq: number }) => void told.push(`${name} event ${seq}`),
      state: () => void told.push(`${name} state`),
      error: () => void told.push(`${name} error`),
    });
    store.observe({ ...note("a"), event: ({ seq }) => void (told.push(`a event ${seq}`), fail(seq)) });
    store.observe(note("b"));
    const fail = (seq: number) => seq === 1 && store.report(new SessionError("network", "down"));
    read(1, 2);
    assert.deepEqual(told, [
      ...["a event 1", "a event 2", "b event 1", "b event 2"],
      ...["a state", "b state", "a error", "b error"],
    ]);
  });

  test("find the state as it is by then, whoever is told last", () => {
    store.observe({ state: ({ lastSeq }) => lastSeq === 1 && read(2) });
    read(1);
    assert.equal(store.state.lastSeq, 2);
  });

  test("that come while others are told hear only of what follows", () => {
    const told: number[] = [];
    const stop = store.observe({
      state() {
        stop();
        store.observe({ state: ({ lastSeq }) => told.push(lastSeq) });
      },
    });
    read(1);
    assert.deepEqual(told, []);
    read(2);
    assert.deepEqual(told, [2]);
  });

  test("that are removed by another one hear nothing more", () => {
    const told: number[] = [];
    store.observe({ state: () => void stop() });
    const stop = store.observe({ state: ({ lastSeq }) => told.push(lastSeq) });
    read(1);
    assert.deepEqual(told, []);
  });
});
