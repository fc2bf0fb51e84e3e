import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  CHUNK_ENTRIES,
  chunksToMount,
  EMPTY_PX,
  type Gap,
  gaps,
  HeightModel,
  narrowed,
  splitGap,
} from "../../../src/ui/chunks/height-model.js";

function modelOf(entries: number, measured: Readonly<Record<number, number>> = {}): HeightModel {
  const model = new HeightModel();
  model.resize(entries);
  for (const [chunk, height] of Object.entries(measured)) model.measure(Number(chunk), height);
  return model;
}

test("what has not been measured is guessed from what has", () => {
  const model = modelOf(3 * CHUNK_ENTRIES, { 1: 70 * CHUNK_ENTRIES });
  assert.equal(model.height(0), 70 * CHUNK_ENTRIES);
  assert.equal(model.offset(3), 3 * 70 * CHUNK_ENTRIES);
});

test("the last chunk is guessed by the entries it has", () => {
  const model = modelOf(CHUNK_ENTRIES + 1, { 0: 50 * CHUNK_ENTRIES });
  assert.equal(model.height(1), 50);
});

test("a chunk that grows keeps its height until it is measured again, and weighs by its entries", () => {
  const model = modelOf(1, { 0: 40 });
  model.resize(CHUNK_ENTRIES + 1);
  assert.equal(model.height(0), 40);
  model.measure(0, 40 * CHUNK_ENTRIES);
  assert.equal(model.height(1), 40);
});

test("a log that shrinks leaves nothing behind", () => {
  const model = modelOf(5 * CHUNK_ENTRIES, { 0: 10 * CHUNK_ENTRIES, 4: 9999 });
  model.resize(2 * CHUNK_ENTRIES);
  model.resize(5 * CHUNK_ENTRIES);
  assert.equal(model.height(4), 10 * CHUNK_ENTRIES);
});

test("however long the log, its gaps stay within what engines can scroll", () => {
  const model = modelOf(1_000_000, { 0: 300 * CHUNK_ENTRIES });
  assert.equal(Math.round(model.gap(0, model.count)), 4_000_000);
  assert.equal(Math.round(model.gap(0, model.count / 2)), 2_000_000);
  assert.equal(model.height(0), 300 * CHUNK_ENTRIES);
  assert.equal(modelOf(CHUNK_ENTRIES, { 0: 300 }).gap(0, 1), 300);
});

test("places and offsets agree, whatever was measured, in whatever order", () => {
  const measurement = fc.tuple(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 3000 }));
  fc.assert(
    fc.property(fc.nat({ max: 300 }), fc.array(measurement), (entries, measurements) => {
      const model = modelOf(entries);
      for (const [chunk, height] of measurements) model.measure(chunk, height);
      for (let chunk = 0; chunk < model.count; chunk += 1) {
        assert.ok(Math.abs(model.offset(chunk + 1) - model.offset(chunk) - model.height(chunk)) < 1e-6);
        assert.equal(model.chunkAt(model.offset(chunk) + model.height(chunk) / 2), chunk);
      }
    }),
  );
});

test("gaps are the stretches between mounted chunks, and after the last", () => {
  const placed = [
    { index: 2, gap: 200, height: 90 },
    { index: 3, gap: 0, height: 80 },
    { index: 7, gap: 330, height: 70 },
  ];
  assert.deepEqual(
    [...gaps(placed, 50, 9)],
    [
      { at: 0, from: 0, to: 2, top: 0, size: 200 },
      { at: 2, from: 4, to: 7, top: 370, size: 330 },
      { at: 3, from: 8, to: 9, top: 770, size: 50 },
    ],
  );
});

/** A gap of 100 chunks of 1000 pixels, in the document as high as the model has it. */
const GAP: Gap = { at: 0, from: 0, to: 100, top: 0, size: 100_000 };
const MODEL = modelOf(200 * CHUNK_ENTRIES, { 150: 1000 });

const MOUNTS: readonly [name: string, gap: Gap, top: number, bottom: number, first: number, last: number][] =
  [
    ["its end comes near", GAP, 98_500, 101_000, 98, 99],
    ["its start comes near", { ...GAP, top: 5000 }, 3000, 6500, 0, 1],
    ["the reader jumps into it", GAP, 40_000, 42_000, 40, 42],
    ["the reader jumps to its start", { ...GAP, from: 0 }, -900, 1500, 0, 1],
    ["its pixels are used up", { ...GAP, size: 0 }, -900, 1500, 99, 99],
    ["one chunk is left", { ...GAP, from: 99, size: 400 }, -500, 900, 99, 99],
  ];
for (const [name, gap, top, bottom, first, last] of MOUNTS) {
  test(`what is mounted of a gap when ${name}`, () => {
    assert.deepEqual(chunksToMount(gap, MODEL, top, bottom), [first, last]);
  });
}

test("a jump into a gap that is smaller than thought lands in proportion", () => {
  const [first, last] = chunksToMount({ ...GAP, size: 50_000 }, MODEL, 24_500, 25_500);
  assert.ok(first >= 48 && last <= 52 && first < last);
});

const SPLITS: readonly [
  name: string,
  first: number,
  last: number,
  height: number,
  split: [number, number],
][] = [
  ["at its end gives up what they are high", 98, 99, 3000, [97_000, 0]],
  ["at its start gives it up at the other side", 0, 1, 3000, [0, 97_000]],
  ["as a whole is gone", 0, 99, 77_000, [0, 0]],
  ["in its middle keeps its own end still", 50, 51, 3000, [50_000, 47_000]],
  ["that is too small for them is used up", 98, 99, 200_000, [0, 0]],
];
for (const [name, first, last, height, split] of SPLITS) {
  test(`a gap that is mounted ${name}`, () => {
    assert.deepEqual(splitGap(GAP, MODEL, first, last, height), split);
  });
}

test("chunks with nothing to see take no room, say nothing of other heights, and are not mounted again", () => {
  const model = modelOf(10 * CHUNK_ENTRIES, {
    0: 100 * CHUNK_ENTRIES,
    3: EMPTY_PX,
    4: EMPTY_PX,
    9: EMPTY_PX,
  });
  assert.equal(model.height(1), 100 * CHUNK_ENTRIES);
  assert.ok(Math.abs(model.offset(10) - 7 * 100 * CHUNK_ENTRIES) < 0.001);
  const [gap] = [...gaps([], model.gap(0, 10), 10)] as [Gap];
  assert.deepEqual([narrowed(gap, model)?.from, narrowed(gap, model)?.to], [0, 9]);
  assert.equal(narrowed({ ...gap, from: 3, to: 5 }, model), null);
  for (const [from, to, top, bottom] of [
    [0, 9, gap.size - 10, gap.size + 9000],
    [0, 9, -9000, 10_000],
    [0, 9, 1000, 2400],
    [2, 6, -9000, 10_000],
  ] as const) {
    const part = { ...gap, from, to, size: model.gap(from, to) };
    const [first, last] = chunksToMount(part, model, top, bottom);
    assert.ok(first >= from && last < to && first <= last);
    for (let chunk = first; chunk <= last; chunk += 1) assert.ok(!model.isEmpty(chunk), `chunk ${chunk}`);
  }
});

test("what had nothing to see is asked again once it has changed", () => {
  const model = modelOf(10 * CHUNK_ENTRIES, { 0: 100 * CHUNK_ENTRIES, 3: EMPTY_PX, 8: EMPTY_PX });
  assert.equal(model.forgetEmpty(9), false);
  assert.equal(model.forgetEmpty(4), true);
  assert.deepEqual([model.isEmpty(3), model.isEmpty(8), model.height(8)], [true, false, 100 * CHUNK_ENTRIES]);
});
