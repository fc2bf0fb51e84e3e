import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { AGENT_ENTRIES, everyAgentField, growingAnswer } from "./agent-fields.js";
import { Arena, type PageKind } from "./arena.js";
import { loadCorpus, type Payload } from "./corpus.js";
import {
  ENTRIES,
  everyField,
  FEATURE_ENTRIES,
  featureFields,
  MARKDOWN_ENTRIES,
  markdownFields,
} from "./fields.js";
import { fuzzTexts } from "./fuzz.js";
import { strictPolicy } from "./servers.js";
import { until } from "../support/wait.js";

/** Payloads on one page: with twice as many, all take a third more processor time; with half as many, a sixth more. */
const BATCH = 65;
/** So many payloads have to run, and to ask the attacker for something, where nothing keeps them from it. */
const ENOUGH = 11;

/**
 * One payload of so many stands in the fields of a serverless agent's log, and one of so many grows. What draws them is
 * the same as for the other log, which has them all.
 */
const AGENT_OF = 2;
const GROWING_OF = 4;

/**
 * In the fields of a log, each payload is shown in every browser, half of them on the strict page in one browser and
 * on the bare page in the other: what would run on the bare page violates the policy of the strict one. Beside other
 * tests this takes 74 s; all payloads on both pages in both browsers took 149 s.
 */
const STRICT_AND_BARE: readonly (readonly PageKind[])[] = [
  ["strict", "bare"],
  ["bare", "strict"],
];

/** In how many fragments an answer comes. */
const FRAGMENTS = 4;

let arena: Arena;
let corpus: readonly Payload[];
let texts: readonly string[];

before(async () => {
  arena = await Arena.open();
  corpus = loadCorpus(arena.attacker.url);
  texts = corpus.map(({ text }) => text);
});

after(() => arena.close());

describe("hostile text", () => {
  it("comes from more than 500 payloads, each with its technique and where that is described", () => {
    assert.ok(corpus.length > 500);
    assert.equal(new Set(texts).size, corpus.length);
    for (const { technique, source, text } of corpus) assert.ok(technique && source && text);
  });

  it("meets the very policy that the README states", () => {
    const readme = readFileSync("README.md", "utf8");
    assert.ok(readme.includes(strictPolicy("https://api.opencomputer.dev")));
  });

  /**
   * Shows every payload in the fields that `fieldsOf` puts it into, each of which makes so many entries; a page of
   * payloads after the other takes the next one of the kinds.
   */
  async function sayEverything(
    kinds: readonly (PageKind | readonly PageKind[])[],
    fieldsOf: typeof everyField,
    entries: number,
    features?: string,
  ): Promise<void> {
    for (let n = 0; n * BATCH < corpus.length; n += 1) {
      const batch = corpus.slice(n * BATCH, (n + 1) * BATCH);
      const events = batch.flatMap(({ text, id }) => fieldsOf(text, id));
      const kind = kinds[n % kinds.length]!;
      await arena.assertHarmless(kind, events, batch.length * entries, features);
    }
  }

  async function sayAtRandom(kind: PageKind): Promise<void> {
    const events = fuzzTexts(2026, 1000, arena.attacker.url).map((text) => ({
      type: "agent.message",
      body: { text },
    }));
    await arena.assertHarmless(kind, events, events.length);
  }

  for (const wall of ["first", "second"] as const) {
    it(`does nothing where the ${wall} wall stands alone`, async () => {
      // What is not read as markdown passes neither wall.
      await sayEverything([wall], markdownFields, MARKDOWN_ENTRIES);
      await sayAtRandom(wall);
    });
  }

  it("does nothing in any field of the log, on a strict and on a bare page", () =>
    sayEverything(STRICT_AND_BARE, everyField, ENTRIES));

  for (const kind of ["strict", "bare"] as const) {
    it(`does nothing in any text a host sets, on a ${kind} page`, () =>
      arena.inEveryBrowser(kind, (page) => page.call("showHostTexts", texts)));
  }

  it("does nothing in formulas, in code and in the list of sources", () =>
    sayEverything(["strict"], featureFields, FEATURE_ENTRIES, "math highlight sources line-numbers"));

  it("does nothing in any field of a serverless agent's log", async () => {
    const some = corpus.filter(({ id }) => id % AGENT_OF === 0);
    for (let start = 0; start < some.length; start += BATCH) {
      const batch = some.slice(start, start + BATCH);
      const events = batch.flatMap(({ text, id }) => everyAgentField(text, id));
      await arena.assertAgentHarmless("strict", { events, entries: batch.length * AGENT_ENTRIES });
    }
  });

  it("does nothing in an answer that grows, after any of its fragments, nor in a question", async () => {
    const some = corpus.filter(({ id }) => id % GROWING_OF === 0);
    const answers = some.map(({ text, id }) => growingAnswer(text, id, FRAGMENTS));
    await arena.inEveryBrowser("strict", async (page) => {
      const sighting = await page.call("showGrowing", answers);
      assert.equal(sighting.entries, answers.length);
      return sighting;
    });
  });

  it("does nothing when it is made at random", () => sayAtRandom("strict"));

  it("is caught when nothing stands between it and the page", async () => {
    for (const browser of arena.browsers) {
      const page = await arena.page(browser, "bare");
      const { caught, ran } = await page.call("showUnguarded", texts, ENOUGH);
      const { requests } = arena.attacker;
      await until(() => requests.length >= ENOUGH, `${browser.name} asks the attacker`);
      await page.close();
      requests.splice(0);
      const missed = texts.filter((_, i) => !caught.includes(i)).map((text) => JSON.stringify(text));
      assert.ok(missed.length < texts.length / 10, `${browser.name} did not catch:\n${missed.join("\n")}`);
      assert.ok(ran.length >= ENOUGH, `${browser.name} ran only ${ran.length}`);
    }
  });
});
