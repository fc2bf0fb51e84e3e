import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MAX_EVENTS, parseLogWord, type LogWord } from "../../../src/session/tabs/log-words.js";
import { agentMessage } from "../../support/log.js";

const told = (odd: object = {}) => ({
  says: "told",
  log: "the log",
  after: 3,
  upTo: 5,
  events: [agentMessage(4, "hi")],
  isLive: true,
  isSeldom: false,
  ...odd,
});

describe("what tabs say of a log", () => {
  const WORDS: readonly unknown[] = [
    told(),
    told({ after: 5, events: [] }),
    told({ isLive: false, isSeldom: true }),
    { says: "wanted", log: "the log", after: 3 },
  ];
  for (const word of WORDS) {
    test(`arrives as it was: ${JSON.stringify(word).slice(0, 60)}`, () => {
      assert.deepEqual(parseLogWord(structuredClone(word)), word as LogWord);
    });
  }

  /** By what any page of the origin may say. */
  const FORGED: Readonly<Record<string, unknown>> = {
    nothing: null,
    "a greeting": "hail",
    "a log of no name": told({ log: 7 }),
    "a log that goes backwards": told({ upTo: 2 }),
    "a log without events": told({ events: null }),
    "a log from half a seq": told({ after: 2.5 }),
    "a log to the end of time": told({ upTo: Infinity }),
    "an event without a seq": told({ events: [{ id: "evt_4", type: "agent.message" }] }),
    "an event after the last": told({ events: [agentMessage(6, "hi")] }),
    "more events than anybody tells at once": told({
      events: Array.from({ length: MAX_EVENTS + 1 }, () => agentMessage(4, "hi")),
    }),
    "a question for no log": { says: "wanted", after: 3 },
    "a question after nothing": { says: "wanted", log: "the log", after: -1 },
    "something else": { says: "reset", log: "the log", after: 3, upTo: 5, events: [] },
  };
  for (const [what, word] of Object.entries(FORGED)) {
    test(`says nothing where it is forged: ${what}`, () => assert.equal(parseLogWord(word), null));
  }

  test("is so and so where it is not said", () => {
    const word = parseLogWord(told({ isLive: "yes", isSeldom: undefined }));
    assert.deepEqual(word, told({ isLive: false, isSeldom: false }));
  });
});
