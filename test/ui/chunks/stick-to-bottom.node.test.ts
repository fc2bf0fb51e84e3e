import assert from "node:assert/strict";
import { test } from "node:test";
import { StickToBottom } from "../../../src/ui/chunks/stick-to-bottom.js";

/** Each step: where the box says it is, the largest `scrollTop` it can have, and whether it is to follow then. */
const CASES: readonly [name: string, steps: readonly [top: number, end: number, following: boolean][]][] = [
  ["it follows at first", [[0, 0, true]]],
  [
    "content that grew under a reader at the end",
    [
      [500, 500, true],
      [500, 800, true],
    ],
  ],
  [
    "a small move up lets go",
    [
      [500, 500, true],
      [490, 500, false],
    ],
  ],
  [
    "a move up while content grows lets go",
    [
      [500, 500, true],
      [495, 900, false],
    ],
  ],
  [
    "content that is shorter now, and was empty for a moment, does not",
    [
      [184, 184, true],
      [0, 129, true],
      [60, 129, true],
      [50, 129, false],
    ],
  ],
  [
    "a move up while content shrinks lets go",
    [
      [500, 500, true],
      [100, 350, false],
    ],
  ],
  [
    "coming back to the end follows again",
    [
      [500, 500, true],
      [100, 500, false],
      [500, 500, true],
    ],
  ],
  [
    "coming near on the way down is enough",
    [
      [500, 500, true],
      [100, 500, false],
      [480, 500, true],
    ],
  ],
  [
    "coming near on the way up is not",
    [
      [500, 500, true],
      [480, 500, false],
    ],
  ],
  [
    "content that grew elsewhere does not take hold",
    [
      [500, 500, true],
      [100, 500, false],
      [100, 120, false],
    ],
  ],
  [
    "content that shrank to nothing more follows",
    [
      [500, 500, true],
      [300, 500, false],
      [200, 200, true],
    ],
  ],
];
for (const [name, steps] of CASES) {
  test(name, () => {
    const stick = new StickToBottom();
    for (const [top, end, following] of steps) {
      stick.scrolled(top, end);
      assert.equal(stick.following, following, `at ${top} of ${end}`);
    }
  });
}

test("our own scrolling is not the reader's", () => {
  const stick = new StickToBottom();
  stick.scrolled(500, 500);
  stick.moved(300);
  stick.scrolled(300, 900);
  assert.equal(stick.following, true);
});
