import { expect } from "chai";
import { emptyList } from "../../../src/session/state/list.js";
import type { Entry } from "../../../src/session/state/state.js";
import { Fixture, message, stateOf, withEntries } from "./transcript-fixture.js";

/** Which elements a chunk of the transcript has, as its entries come, go and change places. */

let fixture: Fixture;
afterEach(() => fixture.remove());

const DAY_MS = 86_400_000;
/** Messages of a turn each, by their letters; a capital one is of the day before. */
const entriesOf = (letters: string): Entry[] =>
  [...letters].map((letter, i) => {
    const time = new Date(Date.now() - (letter === letter.toUpperCase() ? DAY_MS : 0));
    return message(i + 1, { key: letter.toLowerCase(), text: letter, time, from: "agent", mine: false });
  });
const stateWith = (letters: string) =>
  stateOf(0, { log: withEntries(emptyList<Entry>(), entriesOf(letters)), lastSeq: letters.length });

const element = (letter: string) =>
  fixture.entries.find((entry) => entry.querySelector("[part~=bubble]")?.textContent.trim() === letter)!;
const shown = () =>
  [...fixture.transcript.querySelector(".chunk")!.children]
    .map((child) =>
      child.localName === "oc-entry" ? child.querySelector("[part~=bubble]")!.textContent.trim() : "|",
    )
    .join("");

/** Each of these follows from "abcd", in which "b" has the focus and words of "c" are selected. */
const CHANGES: readonly [what: string, letters: string, shown?: string][] = [
  ["one is added at the end", "abcde"],
  ["one is put between", "abxcd"],
  ["the first is removed", "bcd"],
  ["the last is removed", "abc"],
  ["the first goes to the end", "bcda"],
  ["the last comes to the front", "dabc"],
  ["one that was put before them is of another day", "Zabcd", "|Z|abcd"],
];

describe("entries keep their elements, the focus and the selection", () => {
  for (const [what, letters, order = `|${letters}`] of CHANGES) {
    it(`when ${what}`, async () => {
      fixture = new Fixture(stateWith("abcd"));
      await fixture.painted();
      expect(shown()).to.equal("|abcd");
      const known = new Map([..."abcd"].map((letter) => [letter, element(letter)]));
      known.get("b")!.focus();
      const words = known.get("c")!.querySelector("p")!.firstChild!;
      getSelection()!.setBaseAndExtent(words, 0, words, 1);
      const left: Node[] = [];
      const observer = new MutationObserver((records) =>
        records.forEach(({ removedNodes }) => left.push(...removedNodes)),
      );
      observer.observe(fixture.transcript.querySelector(".chunk")!, { childList: true });
      await fixture.show(stateWith(letters));
      observer.disconnect();
      expect(shown()).to.equal(order);
      for (const [letter, before] of known)
        if (letters.includes(letter)) expect(element(letter)).to.equal(before);
      expect(fixture.host.shadowRoot!.activeElement).to.equal(known.get("b"));
      expect(left).not.to.include(known.get("c"));
      expect(words.isConnected).to.equal(true);
    });
  }

  it("when a day begins above it, and when that changes its name at midnight", async () => {
    fixture = new Fixture(stateWith("Ab"));
    await fixture.painted();
    const days = () => [...fixture.transcript.querySelectorAll<HTMLElement>("[part=day]")];
    const before = days();
    expect(before.map(({ textContent }) => textContent)).to.deep.equal(["Yesterday", "Today"]);
    const changed = new MutationObserver(() => {});
    for (const day of before) changed.observe(day, { childList: true, attributes: true });
    await fixture.show(stateWith("Abc"));
    expect(days()).to.deep.equal(before);
    expect(changed.takeRecords()).to.deep.equal([]);
    changed.disconnect();
  });

  it("when the day changes while nothing else does, once the page is looked at", async () => {
    fixture = new Fixture(stateWith("Ab"));
    await fixture.painted();
    const days = () =>
      [...fixture.transcript.querySelectorAll("[part=day]")].map(({ textContent }) => textContent);
    expect(days()).to.deep.equal(["Yesterday", "Today"]);
    const { Date: today } = globalThis;
    /** The second day line after an event, if that is dispatched tomorrow. */
    const tomorrow = async (target: EventTarget, type: string) => {
      globalThis.Date = class extends today {
        constructor(...time: [] | [number]) {
          super(...((time.length === 0 ? [today.now() + DAY_MS] : time) as [number]));
        }
      } as DateConstructor;
      try {
        target.dispatchEvent(new Event(type));
        await fixture.transcript.updateComplete;
      } finally {
        globalThis.Date = today;
      }
      const [, words] = days();
      window.dispatchEvent(new Event("focus"));
      frame.contentWindow!.dispatchEvent(new Event("focus"));
      await fixture.transcript.updateComplete;
      expect(days()).to.deep.equal(["Yesterday", "Today"]);
      return words;
    };
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const places = [window, document, frame.contentWindow!, frame.contentDocument!];
    const heard = async () => {
      const words: (string | null | undefined)[] = [];
      for (const place of places)
        words.push(await tomorrow(place, "defaultView" in place ? "visibilitychange" : "focus"));
      return words;
    };
    const [yes, no] = ["Yesterday", "Today"];
    expect(await heard()).to.deep.equal([yes, yes, no, no]);
    // Moved into another window, it listens there, and no longer here.
    frame.contentDocument!.body.append(fixture.host);
    await fixture.painted();
    expect(await heard()).to.deep.equal([no, no, yes, yes]);
    document.body.append(fixture.host);
    await fixture.painted();
    expect(await heard()).to.deep.equal([yes, yes, no, no]);
    frame.remove();
  });
});
