import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  at,
  emptyList,
  firstDifference,
  firstIndex,
  items,
  ListEdit,
  type List,
  sharedPlaces,
  withFront,
} from "../../../src/session/state/list.js";

type Step = { do: "push" | "set" | "insert" | "remove"; where: number };

const steps = fc.array(
  fc.record({
    do: fc.constantFrom(
      "push" as const,
      "push" as const,
      "set" as const,
      "insert" as const,
      "remove" as const,
    ),
    where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
  { maxLength: 40 },
);

function change(edit: ListEdit<number>, model: number[], step: Step, value: number): void {
  const index = Math.floor(step.where * (model.length + 1));
  if (step.do === "push") {
    edit.push(value);
    model.push(value);
  } else if (step.do === "insert") {
    edit.insert(index, value);
    model.splice(index, 0, value);
  } else if (index < model.length && step.do === "set") {
    edit.set(index, value);
    model[index] = value;
  } else if (index < model.length) {
    edit.remove(index);
    model.splice(index, 1);
  }
}

function listOf(length: number): List<number> {
  const edit = new ListEdit(emptyList<number>());
  for (let i = 0; i < length; i += 1) edit.push(i);
  return edit.freeze();
}

test("a list does what an array does, and never alters its source", () => {
  const lengths = fc.constantFrom(0, 1, 255, 256, 257, 511, 512, 700);
  fc.assert(
    fc.property(lengths, steps, (length, plan) => {
      const source = listOf(length);
      const model = [...items(source)];
      const edit = new ListEdit(source);
      plan.forEach((step, i) => change(edit, model, step, 10_000 + i));
      const list = edit.freeze();
      assert.deepEqual([...items(list)], model);
      assert.equal(list.length, model.length);
      model.forEach((value, i) => assert.equal(at(list, i), value));
      assert.equal(at(list, model.length), undefined);
      assert.equal(at(list, -1), undefined);
      assert.deepEqual(
        [...items(source)],
        Array.from({ length }, (_, i) => i),
      );
    }),
    { numRuns: 300 },
  );
});

test("every block but the last stays full, so that an index is two steps", () => {
  const edit = new ListEdit(listOf(700));
  edit.insert(3, -1);
  edit.remove(600);
  edit.remove(0);
  assert.deepEqual(
    edit.freeze().blocks.map((block) => block.length),
    [256, 256, 187],
  );
});

test("an edit that changes nothing gives the same list", () => {
  const source = listOf(300);
  assert.equal(new ListEdit(source).freeze(), source);
});

test("appending shares every full block", () => {
  const source = listOf(600);
  const edit = new ListEdit(source);
  edit.push(600);
  const list = edit.freeze();
  assert.deepEqual(
    list.blocks.map((block, i) => block === source.blocks[i]),
    [true, true, false],
  );
});

test("a list is frozen", () => {
  const list = listOf(300);
  assert.ok(Object.isFrozen(list) && Object.isFrozen(list.blocks) && list.blocks.every(Object.isFrozen));
});

test("the first index after a value is found", () => {
  const list = listOf(600);
  for (const value of [-1, 0, 255, 256, 599, 600]) {
    assert.equal(
      firstIndex(list, (item) => item > value),
      Math.min(600, Math.max(0, value + 1)),
    );
  }
});

test("the first difference of two lists is where an array's would be", () => {
  const lengths = fc.constantFrom(0, 1, 255, 256, 257, 511, 512, 700);
  fc.assert(
    fc.property(lengths, steps, (length, plan) => {
      const before = listOf(length);
      const edit = new ListEdit(before);
      const model = [...items(before)];
      plan.forEach((step, i) => change(edit, model, step, 10_000 + i));
      const after = edit.freeze();
      const shorter = Math.min(before.length, after.length);
      const index = [...items(before)].slice(0, shorter).findIndex((value, i) => value !== at(after, i));
      assert.equal(firstDifference(before, after), index < 0 ? shorter : index);
    }),
    { numRuns: 200 },
  );
});

test("what is put before a list leaves every other item at its place", () => {
  const length = fc.integer({ min: 0, max: 600 });
  const pages = fc.array(
    fc.record({
      front: length,
      dropped: fc.integer({ min: 0, max: 300 }),
      pushed: fc.integer({ max: 3, min: 0 }),
    }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(length, pages, steps, (start, plan, changes) => {
      let list = listOf(start);
      let model = [...items(list)];
      plan.forEach(({ front, dropped, pushed }, page) => {
        const some = Array.from({ length: front }, (_, i) => 1_000 * (page + 1) + i);
        const gone = Math.min(dropped, model.length);
        const before = list;
        list = withFront(list, some, gone);
        assert.equal(list.first + front, before.first + gone);
        model = [...some, ...model.slice(gone)];
        const edit = new ListEdit(list);
        for (let i = 0; i < pushed; i += 1) change(edit, model, { do: "push", where: 0 }, -i);
        list = edit.freeze();
        assert.deepEqual([...items(list)], model);
      });
      const edit = new ListEdit(list);
      changes.forEach((step, i) => change(edit, model, step, 10_000 + i));
      assert.deepEqual([...items(edit.freeze())], model);
      assert.deepEqual(
        model.map((_, i) => at(edit.freeze(), i)),
        model,
      );
      assert.equal(at(list, -1), undefined);
    }),
  );
});

test("the places that a list shares with the one it was made of are found, whatever was put before and behind", () => {
  const length = fc.constantFrom(0, 1, 255, 256, 257, 511, 512, 700);
  fc.assert(
    fc.property(length, length, fc.nat(300), fc.nat(300), steps, (start, front, dropped, pushed, plan) => {
      const before = withFront(listOf(start), [-1, -2], 0);
      const gone = Math.min(dropped, before.length);
      const some = Array.from({ length: front }, (_, i) => 20_000 + i);
      const edit = new ListEdit(withFront(before, some, gone));
      const model = [...some, ...[...items(before)].slice(gone)];
      plan.forEach((step, i) => change(edit, model, step, 10_000 + i));
      for (let i = 0; i < pushed; i += 1) change(edit, model, { do: "push", where: 0 }, 30_000 + i);
      const after = edit.freeze();
      const [from, to] = sharedPlaces(before, after);
      const valueOf = (list: typeof before, place: number) => at(list, place - list.first);
      const isShared = (place: number) => valueOf(before, place) === valueOf(after, place);
      const end = Math.min(before.first + before.length, after.first + after.length);
      for (let place = Math.max(before.first, after.first); place < end; place += 1) {
        if (place < from || place === to) assert.ok(!isShared(place), String(place));
        else if (place < to) assert.ok(isShared(place), String(place));
      }
    }),
    { numRuns: 200 },
  );
});

test("pages of 200 before 100 000 items copy a block each", () => {
  let list = listOf(100_000);
  const { blocks } = list;
  for (let page = 0; page < 10; page += 1)
    list = withFront(
      list,
      Array.from({ length: 200 }, () => page),
      0,
    );
  const known = new Set(blocks);
  assert.equal(list.blocks.filter((block) => !known.has(block)).length, Math.ceil(2_000 / 256));
});
