import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { blockWords } from "../../../src/ui/markdown/block-words.js";
import { blankFootnotes, takeFootnotes } from "../../../src/ui/markdown/notes/footnotes.js";
import { isNotes, referencesIn } from "../../../src/ui/markdown/notes/note-tokens.js";
import { markdownGrowth, markdownStep, type Step } from "../../../src/ui/markdown/steps.js";

/** All steps of a text. */
function stepsOf(text: string): Step[] {
  const steps = [markdownStep(text)];
  for (let last = steps[0]; last?.rest; last = steps.at(-1)) {
    assert.ok(steps.length < 1_000, "the text comes to an end");
    steps.push(markdownStep(last.rest, false, last.footnotes));
  }
  return steps;
}

/** What is said in the blocks of all steps, the notes with their labels. */
function said(text: string): string[] {
  return stepsOf(text).flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      isNotes(block.block)
        ? block.block.notes.map(
            ({ label, blocks: inner }) =>
              `${label}) ${blockWords(
                inner.map((one) => ({ source: "", block: one })),
                "|",
              )}`,
          )
        : [blockWords([block], "|")],
    ),
  );
}

function referred(text: string): string[] {
  return stepsOf(text).flatMap(({ blocks }) => [...referencesIn(blocks.map(({ block }) => block))]);
}

describe("footnotes", () => {
  for (const [text, ...expected] of [
    ["A[^1] b[^2].\n\n[^2]: Two\n[^1]: One", "A b.", "1) One", "2) Two"],
    [
      "A[^n]\n\n[^n]: One\ngoes on\n\n    and has a second\n\nB",
      "A",
      "B",
      "n) One\ngoes on|and has a second",
    ],
    ["A[^1]\n[^1]: One\n# B", "A", "B", "1) One"],
    ["A[^1]\n\n[^1]: see [^2]\n[^2]: see [^1] and [^2]", "A", "1) see ", "2) see  and "],
    ["A[^X]\n\n[^x]: One", "A", "x) One"],
    ["> A[^1]\n\n- B[^1]\n\n| c[^1] |\n| - |\n\n[^1]: One", "A", "B", "c", "1) One"],
    ["A[^1]\n\n[^1]: - a\n    - b\n\n    ```\n    [^1]\n    ```", "A", "1) a|b|[^1]"],
  ] as const)
    test(`are what something refers to: ${JSON.stringify(text)}`, () =>
      assert.deepEqual(said(text), expected));

  for (const [text, ...expected] of [
    ["A [^1].", "A [^1]."],
    ["A\n\n[^1]: One", "A", "[^1]: One"],
    ["`[^1]`\n\n[^1]: One", "[^1]", "[^1]: One"],
    ["```\n[^1]: One\n```\n\nA[^1]", "[^1]: One", "A[^1]"],
    ["[^1]: see [^2]\n\n[^2]: see [^1]", "[^1]: see [^2]", "[^2]: see [^1]"],
    ["A[^1]\n\n[^1]:", "A[^1]", "[^1]:"],
    ["[a [^1]](https://a.example)\n\n[^1]: One", "a [^1]", "[^1]: One"],
    ["\\[^1]\n\n[^1]: One", "[^1]", "[^1]: One"],
  ] as const)
    test(`are words otherwise: ${JSON.stringify(text)}`, () => assert.deepEqual(said(text), expected));

  test("are each defined once; what defines one again is words", () =>
    assert.deepEqual(said("A[^1]\n\n[^1]: One\n\n[^1]: Two\n\n[^1]: Three"), [
      "A",
      "[^1]: Two",
      "[^1]: Three",
      "1) One",
    ]));

  test("stand below the step of a long text that refers to them, wherever the text has them", () => {
    const filling = Array.from({ length: 300 }, (_, i) => `Paragraph ${i}`).join("\n\n");
    const text = `A[^1]\n\n${filling}\n\nB[^2] and again[^1]\n\n[^1]: One\n[^2]: Two`;
    const steps = stepsOf(text);
    assert.equal(steps.length, 2);
    const notes = steps.map(({ blocks }) => blocks.map(({ block }) => block).find(isNotes));
    assert.deepEqual(
      notes.map((token) => token?.notes.map(({ label }) => label)),
      [["1"], ["2"]],
    );
    assert.deepEqual(referred(text), ["1", "2", "1"]);
  });

  test("lose no word of ten thousand of them, and take time that grows with their number", () => {
    const numbers = Array.from({ length: 10_000 }, (_, i) => i + 1);
    const text = [
      numbers.map((i) => `word${i}[^${i}]`).join("\n"),
      "",
      ...numbers.map((i) => `[^${i}]: note${i} of [^${(i % 10_000) + 1}]`),
    ].join("\n");
    const words = said(text).join("\n");
    for (const i of numbers) assert.ok(words.includes(`word${i}`) && words.includes(`note${i} `), String(i));
    let most = 0;
    let step = markdownStep(text);
    while (step.rest) {
      const start = performance.now();
      step = markdownStep(step.rest, false, step.footnotes);
      most = Math.max(most, performance.now() - start);
    }
    assert.ok(most < 500, `${most} ms for one step`);
  });

  test("are not shown while the text grows, and their signs are", () => {
    const text = "A[^1] and `[^9]` [^x]\n\n[^1]: One\n    two\n\n[^x]: Three";
    for (let end = 1; end <= text.length; end += 1) {
      const { blocks } = markdownGrowth(text.slice(0, end));
      const words = blockWords(blocks, "|");
      assert.ok("A and [^9] [^x]".startsWith(words), words);
    }
    const { blocks } = markdownGrowth(text);
    assert.deepEqual([...referencesIn(blocks.map(({ block }) => block))], ["1"]);
  });

  test("leave what grows where it is when they are blanked", () => {
    const text = "A[^1]\n\n[^1]: One\n    two\n\nB";
    assert.equal(blankFootnotes(text), "A[^1]\n\n         \n       \n\nB");
    assert.equal(takeFootnotes(text).body, "A[^1]\n\n\nB");
  });

  test("leave a text without them as it is", () => {
    const text = "a [^1] b\n\n- c\n";
    assert.deepEqual(takeFootnotes(text), { body: text, footnotes: null });
  });
});
