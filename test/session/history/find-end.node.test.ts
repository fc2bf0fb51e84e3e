import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { findEnd, type Found } from "../../../src/session/history/find-end.js";
import { firstIndex, emptyList, ListEdit, at, type List } from "../../../src/session/state/list.js";
import type { Page } from "../../../src/wire/wire.js";
import { agentMessage } from "../../support/log.js";

/** A log of events of these seqs that is asked for page by page; counts what was asked and given. */
class Searchable {
  readonly #seqs: number[];
  readonly #list: List<number>;
  readonly #canLimit: boolean;
  /** Questions that were out at once, one number for each round of them. */
  readonly rounds: number[] = [];
  /** Events given. */
  given = 0;
  #waiting = 0;
  /** Grows by so much with each question. */
  growth = 0;
  /** What each answer tells of the last seq. */
  told: number | null = null;

  constructor(seqs: readonly number[], canLimit = true) {
    this.#seqs = [...seqs];
    const edit = new ListEdit(emptyList<number>());
    for (const seq of seqs) edit.push(seq);
    this.#list = edit.freeze();
    this.#canLimit = canLimit;
  }

  get last(): number {
    return this.#seqs.at(-1) ?? 0;
  }

  readonly page = async (after: number, limit: number): Promise<Page> => {
    if (this.#waiting === 0) this.rounds.push(0);
    this.rounds[this.rounds.length - 1]! += 1;
    this.#waiting += 1;
    await new Promise(setImmediate);
    this.#waiting -= 1;
    for (let i = 0; i < this.growth; i += 1) this.#seqs.push(this.last + 1);
    const from = this.growth
      ? this.#seqs.findIndex((seq) => seq > after)
      : firstIndex(this.#list, (seq) => seq > after);
    const size = this.#canLimit ? limit : 500;
    const seqs: number[] = [];
    for (let i = from < 0 ? this.#seqs.length : from; i < this.#seqs.length && seqs.length < size; i += 1)
      seqs.push(this.growth ? this.#seqs[i]! : at(this.#list, i)!);
    this.given += seqs.length;
    const last = seqs.at(-1);
    const events = seqs.map((seq) => agentMessage(seq, "x"));
    if (!this.#canLimit) return { events, errors: [], next: last ?? null, upTo: last ?? after };
    const head = this.told === null ? {} : { head: this.told };
    return { events, errors: [], next: last !== undefined && last < this.last ? last : null, ...head };
  };

  find(hint = 0, from = 0): Promise<Found> {
    return findEnd({ from, hint, kept: 0, canLimit: this.#canLimit, page: this.page });
  }

  /** How many events are still to be read of what was found. */
  after(found: Found): number {
    const read = found.page?.events.at(-1)?.seq ?? found.after;
    return this.#seqs.filter((seq) => seq > read).length;
  }
}

const dense = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
/** Three events in four seqs, as messages and ends of turns have them at level `user`. */
const usual = (count: number) => dense(count).map((i) => i + Math.floor((i - 1) / 3));

describe("the end of a log", () => {
  const ROWS: readonly [seqs: number[], rounds: number, mostGiven: number][] = [
    [[], 1, 0],
    [dense(1), 1, 1],
    [usual(100), 1, 100],
    [usual(101), 2, 105],
    [usual(160), 2, 105],
    [usual(300), 3, 110],
    [usual(1_500), 4, 115],
    [usual(15_000), 5, 120],
    [usual(150_000), 6, 125],
    [usual(1_000_000), 8, 135],
  ];
  for (const [seqs, rounds, mostGiven] of ROWS) {
    test(`of ${seqs.length} events is found by ${rounds} rounds of questions at most`, async () => {
      const log = new Searchable(seqs);
      const found = await log.find();
      const left = log.after(found);
      assert.ok(log.rounds.length <= rounds, `${log.rounds.length} rounds`);
      assert.ok(log.given <= mostGiven, `${log.given} events looked at`);
      assert.ok(found.page || (left >= 20 && left <= 130), `${left} events left to read`);
      assert.ok(Math.max(...log.rounds) <= 6);
    });
  }

  test("of 10 000 messages takes five rounds, and 25 requests in all: docs/costs.md says so", async () => {
    const log = new Searchable(usual(15_000));
    await log.find();
    assert.deepEqual(log.rounds, [1, 6, 6, 6, 6]);
  });

  test("is had by one question where its seq is told", async () => {
    const log = new Searchable(usual(20_000));
    const found = await log.find(log.last);
    assert.equal(log.rounds.length, 1);
    assert.equal(found.page?.events.at(-1)?.seq, log.last);
    assert.ok(log.given <= 100);
  });

  test("is had by two questions where the answers tell its seq, and by one where it is near", async () => {
    const long = new Searchable(usual(20_000));
    long.told = long.last;
    const found = await long.find();
    assert.deepEqual(long.rounds, [1, 1]);
    assert.equal(found.page?.events.at(-1)?.seq, long.last);
    const short = new Searchable(usual(120));
    short.told = short.last;
    const begin = await short.find();
    assert.deepEqual(short.rounds, [1]);
    assert.equal(begin.page?.next, begin.page?.events.at(-1)?.seq);
  });

  test("is found where the answers tell a seq that is none of the log's, or an early one", async () => {
    for (const told of [1e15, 30_000, 5_000, 1, 0, -5]) {
      const log = new Searchable(usual(20_000));
      log.told = told;
      const found = await log.find();
      assert.ok(found.after + 30_000 > log.last, `${told}: ${found.after}`);
    }
  });

  test("is found from a hint that is too low, and from one that is too high", async () => {
    const low = new Searchable(usual(20_000));
    assert.ok(low.after(await low.find(20_000)) <= 130);
    const high = new Searchable(usual(1_000));
    assert.ok(high.after(await high.find(1e9)) <= 130);
  });

  test("is found where a level leaves out nearly all events", async () => {
    const log = new Searchable(dense(2_000).map((i) => i * 97));
    const found = await log.find();
    assert.ok(log.after(found) <= 130 && log.after(found) >= 20);
  });

  test("is found while the log grows", async () => {
    const log = new Searchable(usual(5_000));
    log.growth = 20;
    const found = await log.find();
    assert.ok(log.after(found) >= 20, `${log.after(found)}`);
    assert.ok(log.rounds.length <= 8);
  });

  test("is found in pages of a service that cannot be told how many", async () => {
    const short = new Searchable(dense(120), false);
    assert.equal((await short.find()).page?.events.length, 120);
    for (const [count, rounds, mostGiven] of [
      [500, 3, 500],
      [501, 3, 501],
      [1_000, 2, 1_000],
      [1_301, 3, 1_820],
      [4_000, 3, 2_500],
      [40_000, 8, 9_000],
    ] as const) {
      const long = new Searchable(dense(count), false);
      const found = await long.find();
      assert.ok(long.after(found) <= 20, `${count}: ${long.after(found)} events left to read`);
      assert.ok(long.rounds.length <= rounds, `${count}: ${long.rounds.length} rounds`);
      assert.ok(long.given <= mostGiven, `${count}: ${long.given} events looked at`);
      assert.ok(Math.max(...long.rounds) <= 3);
    }
  });

  test("leaves nothing out, however many events follow the first page", async () => {
    for (let count = 480; count < 3_200; count += 7) {
      const log = new Searchable(dense(count), false);
      const { after, page } = await log.find();
      const read = page?.events.map(({ seq }) => seq) ?? [];
      assert.deepEqual(
        read,
        dense(read.length).map((i) => after + i),
      );
      assert.ok(page ? after + read.length === count && read.length >= 20 : count - after === 20);
    }
  });

  test("leaves nothing out, wherever the gaps are", async () => {
    const gaps = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 300 })), { maxLength: 800 });
    await fc.assert(
      fc.asyncProperty(gaps, fc.nat(3_000), async (steps, hint) => {
        let seq = 0;
        const log = new Searchable(steps.map((step) => (seq += step)));
        const found = await log.find(hint);
        assert.ok(found.page || found.after < log.last);
        assert.ok(log.rounds.length <= 17);
      }),
    );
  });
});
