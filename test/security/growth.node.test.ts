import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findLinks } from "../../src/ui/links/find-links.js";
import { markdownGrowth } from "../../src/ui/markdown/steps.js";
import { unnamedTarget } from "../../src/ui/links/named-hosts.js";
import { visibleText } from "../../src/ui/presentation/visible-text.js";
import {
  type Expression,
  expressionsMadeBy,
  expressionsOf,
  filesThatMakeExpressions,
  pumps,
} from "./expressions.js";

const KB = 1024;
const LENGTHS = [4 * KB, 16 * KB, 64 * KB, 256 * KB];

/** Four times the text costs four times the time, sixteen times where it costs the square. */
const MAX_GROWTH = 10;

/** Times below this say nothing of growth, in microseconds of the processor's. */
const NOISE_US = 4000;

/** The same for a function of many parts: the engine compiles them and collects garbage meanwhile, on other threads. */
const FUNCTION_NOISE_US = 40_000;

type Act = (text: string) => void;

/** The processor time that one run takes at its best, which other work on the machine does not lengthen. */
function cost(act: Act, text: string, runs = 3): number {
  let best = Infinity;
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage();
    act(text);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, user + system);
  }
  return best;
}

/** Where an act grows faster than its text: the lengths and times, or null. */
function excess(act: Act, pump: (length: number) => string, noise = NOISE_US): string | null {
  let previous = Infinity;
  for (const length of LENGTHS) {
    const time = cost(act, pump(length));
    if (time > noise && time > MAX_GROWTH * Math.max(previous, noise / 4)) {
      return `${JSON.stringify(pump(12))}: ${length / KB} KB take ${time} µs, a quarter of it ${previous} µs`;
    }
    previous = time;
  }
  return null;
}

/** All that an expression can be asked for: every match in the text, and a match as a whole. */
function searching({ pattern, flags }: Expression): Act {
  const every = new RegExp(pattern, flags.includes("g") ? flags : `${flags}g`);
  return (text) => text.replace(every, "");
}

/** What costs this much at 4 KB is looked into without a search for worse, in microseconds. */
const SUSPICIOUS_US = 10_000;

/** The text of 4 KB that costs most. */
function worst(act: Act, texts: Iterable<(length: number) => string>): (length: number) => string {
  let worst = (length: number) => "a".repeat(length);
  let most = 0;
  for (const pump of texts) {
    const time = cost(act, pump(LENGTHS[0]!), 1);
    if (time <= most || (time > 500 && cost(act, pump(LENGTHS[0]!)) <= most)) continue;
    [worst, most] = [pump, time];
    if (most > SUSPICIOUS_US) break;
  }
  return worst;
}

const written = expressionsOf("src");
const makers = filesThatMakeExpressions("src");
const made: Expression[] = [];
for (const file of makers) made.push(...(await expressionsMadeBy(file)));
const expressions = [...new Map([...written, ...made].map((found) => [found.pattern, found])).values()];

describe("what reads hostile text takes time in step with its length", () => {
  it("is shown for every expression there is", () => {
    assert.ok(written.length > 50, `${written.length} found`);
    assert.deepEqual(
      makers.filter((file) => !made.some((found) => found.file === file)),
      [],
    );
  });

  for (const expression of expressions) {
    it(`${expression.file}: /${expression.pattern}/${expression.flags}`, () => {
      const act = searching(expression);
      assert.equal(excess(act, worst(act, pumps(expression))), null);
    });
  }

  const anchor = new URL("https://a.example/");
  const functions: Record<string, Act> = {
    visibleText,
    findLinks: (text) => [...findLinks(text)],
    unnamedTarget: (text) => unnamedTarget(text, anchor),
  };
  for (const [name, act] of Object.entries(functions)) {
    it(`${name}()`, () => {
      const pattern = written.map(({ pattern }) => pattern).join("");
      const hostile = pumps({ file: "", flags: "", pattern: pattern.replace(/\w/g, "") });
      assert.equal(excess(act, worst(act, hostile)), null);
    });
  }

  for (const hasMath of [false, true]) {
    it(`a growing answer of many short blocks, ${hasMath ? "with" : "without"} formulas`, () => {
      for (const block of ["a\n\n", "- a\n\nb\n\n", "> a\n\n", "a\n---\n", "# a\n"]) {
        const act: Act = (text) => markdownGrowth(text, hasMath);
        assert.equal(
          excess(act, (length) => block.repeat(Math.ceil(length / block.length)), FUNCTION_NOISE_US),
          null,
        );
      }
    });
  }

  it("and an expression that takes the square of it is seen", () => {
    const expression = { file: "", pattern: "[\\u200c\\u200d]+(?=\\p{ASCII}|$)", flags: "gu" };
    const square = searching(expression);
    assert.notEqual(excess(square, worst(square, pumps(expression))), null);
  });
});
