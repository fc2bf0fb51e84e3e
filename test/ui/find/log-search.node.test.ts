import assert from "node:assert/strict";
import { test } from "node:test";
import {
  at,
  emptyList,
  type List,
  ListEdit,
  sharedPlaces,
  withFront,
} from "../../../src/session/state/list.js";
import type { Entry } from "../../../src/session/state/state.js";
import { Folding } from "../../../src/ui/find/folding.js";
import { LogSearch } from "../../../src/ui/find/log-search.js";

/** A log that is searched while it grows at either end. */
class Log {
  list: List<Entry> = emptyList<Entry>();
  /** The texts of the entries that were read for the search. */
  readonly read: string[] = [];
  readonly search: LogSearch;
  #slices: (() => void)[] = [];

  constructor(folding: Folding = new Folding("en")) {
    const current = () => this.list;
    const searched = {
      get first() {
        return current().first;
      },
      get end() {
        return current().first + current().length;
      },
      entryAt: (place: number) => at(this.list, place - this.list.first),
      wordsOf: (entry: Entry) => {
        const { text } = entry as Entry & { text: string };
        this.read.push(text);
        return [text];
      },
    };
    this.search = new LogSearch(searched, folding, () => {
      for (const go of this.#slices.splice(0)) go();
    });
  }

  append(...texts: string[]): void {
    const edit = new ListEdit(this.list);
    for (const text of texts) edit.push(entry(text));
    this.#become(edit.freeze());
  }

  prepend(dropped: number, ...texts: string[]): void {
    this.#become(withFront(this.list, texts.map(entry), dropped));
  }

  async done(): Promise<void> {
    while (!this.search.isDone) await new Promise<void>((go) => this.#slices.push(go));
  }

  get found(): string[] {
    return this.search.hits.map(({ key, count }) => `${key}:${count}`);
  }

  #become(list: List<Entry>): void {
    const before = this.list;
    this.list = list;
    this.search.changed(sharedPlaces(before, list));
  }
}

const entry = (text: string) => ({ kind: "message", key: text, text }) as unknown as Entry;

test("what is put before and behind a log is searched, and nothing of it twice", async () => {
  const log = new Log();
  log.append("a x", "b", "c x x", "d x");
  log.search.seek("x", 2);
  await log.done();
  assert.deepEqual([log.found, log.search.first?.key], [["a x:1", "c x x:2", "d x:1"], "c x x"]);
  log.prepend(0, "y x", "z");
  log.append("e x");
  await log.done();
  log.prepend(1, "w x", "v x");
  await log.done();
  assert.deepEqual(log.found, ["w x:1", "v x:1", "a x:1", "c x x:2", "d x:1", "e x:1"]);
  assert.equal(log.search.total, 7);
  assert.deepEqual(
    log.read.toSorted(),
    ["a x", "b", "c x x", "d x", "e x", "v x", "w x", "y x", "z"].toSorted(),
  );
});

test("a log that grows while it is searched is searched to both of its ends", async () => {
  const log = new Log();
  log.append(...Array.from({ length: 600 }, (_, i) => `${i} x`));
  log.search.seek("x", 300);
  for (let page = 1; page <= 10; page += 1) {
    await Promise.resolve();
    log.prepend(page % 2, ...Array.from({ length: 100 }, (_, i) => `${page}/${i} x`));
    log.append(`${page} behind x`);
  }
  await log.done();
  assert.equal(log.search.total, log.list.length);
  const keys = Array.from({ length: log.list.length }, (_, i) => `${at(log.list, i)?.key}:1`);
  assert.deepEqual(log.found, keys);
});

test("the text of an entry that was replaced leaves its room to another one", async () => {
  const asItIs: Pick<Folding, "fold"> = { fold: (text) => text };
  const log = new Log(asItIs as Folding);
  // Two of these texts are more than a search keeps.
  const long = "x".repeat(40_000_000);
  log.append(long);
  log.search.seek("a", 0);
  await log.done();
  log.prepend(1, long);
  await log.done();
  for (const sought of ["b", "c", "d"]) {
    log.search.seek(sought, 0);
    await log.done();
  }
  assert.equal(log.read.length, 3);
});

test("hits are in the order of the log, also where the first entries in view have changed", async () => {
  const log = new Log();
  log.append("a", "b x", "c x", "d x");
  log.search.seek("x", log.list.first);
  await log.done();
  log.prepend(2, "w x", "v x", "u x");
  await log.done();
  assert.deepEqual(
    [log.found, log.search.first?.key],
    [["w x:1", "v x:1", "u x:1", "c x:1", "d x:1"], "v x"],
  );
});
