import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lexMarkdown } from "../../../src/ui/markdown/lexer.js";
import { withoutOpenMath } from "../../../src/ui/markdown/math.js";

/** The formulas in a text, those on lines of their own with a sign. */
function formulas(text: string, hasMath = true): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== "object" || value === null) return;
    const { type, raw, isDisplay } = value as { type?: string; raw?: string; isDisplay?: boolean };
    if (type === "math") found.push(`${isDisplay ? "# " : ""}${raw?.trim()}`);
    else for (const inner of Object.values(value)) walk(inner);
  };
  walk(lexMarkdown(text, { hasMath }).blocks);
  return found;
}

describe("formulas in markdown", () => {
  for (const [text, ...expected] of [
    ["Let $x_1$ and $y_2$ be _two_ numbers.", "$x_1$", "$y_2$"],
    ["$$\na = b\n- c\n$$", "# $$\na = b\n- c\n$$"],
    ["It is\n$$a_1$$\nand more", "# $$a_1$$"],
    ["\\(a * b * c\\) and \\[d\\]", "\\(a * b * c\\)", "# \\[d\\]"],
    ["- in a list $a$\n\n> and $b$ in a quote", "$a$", "$b$"],
    ["| a | b |\n| - | - |\n| $a$ | $b$ |", "$a$", "$b$"],
    ["$\\text{5\\$}$ is escaped", "$\\text{5\\$}$"],
    ["**$a$**", "$a$"],
  ] as const)
    test(`are found: ${text}`, () => assert.deepEqual(formulas(text), expected));

  for (const text of [
    "It costs $5, or $10 with tax.",
    "From $5 to $ 10.",
    "$20 per month, 240$ a year",
    "US$5 and CA$6",
    "$5-$10",
    "`$a$` and \\$b\\$",
    "```\n$a$\n```",
    "a lone $ sign, and another $",
    "$a\n\nb$",
  ])
    test(`are not prices, code or half of something: ${text}`, () => assert.deepEqual(formulas(text), []));

  test("are text where nobody asks for them", () => {
    assert.deepEqual(formulas("Let $x_1$ be", false), []);
  });
});

describe("a text that grows", () => {
  const whole = "Costs $5 now. Let $a_1 + b$ be, \\(c\\) and\n\n$$\nd\n$$\n\nafter `$x` it";
  test("ends before a formula that is not whole yet", () => {
    for (const [text, shown] of [
      ["Let $a_1 + ", "Let "],
      ["Let $", "Let "],
      ["Let $a$ be \\(b", "Let $a$ be "],
      ["So\n\n$$\na", "So\n\n"],
      ["It costs $5 and", "It costs $5 and"],
      ["```\n$a", "```\n$a"],
      ["Code `$x` and", "Code `$x` and"],
    ] as const)
      assert.equal(withoutOpenMath(text), shown);
  });

  test("never shows half a formula", () => {
    for (let end = 1; end <= whole.length; end += 1) {
      const shown = withoutOpenMath(whole.slice(0, end));
      assert.ok(whole.startsWith(shown));
      const rest = shown.replace(/\$5|\$a_1 \+ b\$|\\\(c\\\)|\$\$\nd\n\$\$|`\$x`/g, "");
      assert.doesNotMatch(rest, /\$|\\\(/);
    }
    assert.equal(withoutOpenMath(whole), whole);
  });
});
