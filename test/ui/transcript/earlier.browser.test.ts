import { expect } from "chai";
import { emptyList } from "../../../src/session/state/list.js";
import type { Entry, SessionState } from "../../../src/session/state/state.js";
import { until } from "../../support/wait.js";
import { Fixture, message, prepended, stateOf, withEntries } from "./transcript-fixture.js";

let fixture: Fixture;
const open = async (state: SessionState) => {
  fixture = new Fixture(state);
  await fixture.painted();
};

afterEach(() => fixture.remove());

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => message(from + i));

/** The same of one line each, so that all of a few are drawn in any engine's font. */
const lines = (from: number, to: number) =>
  range(from, to).map(({ seq }) => message(seq!, { text: `Message ${seq}: short.` }));

/** A log of which the messages from `from` to `to` have been read. */
const tail = (from: number, to: number, entries = range(from, to)): SessionState =>
  stateOf(0, {
    log: withEntries(emptyList<Entry>(), entries),
    lastSeq: to,
    seenSeq: to,
    startSeq: from - 1,
  });

const element = (seq: number) =>
  fixture.entries.find((entry) => entry.textContent!.includes(`Message ${seq}:`))!;
const top = (seq: number) => element(seq).getBoundingClientRect().top;
const asked = () => fixture.events.filter(([type]) => type === "oc-request-earlier").length;
const button = () => fixture.transcript.querySelector<HTMLElement>("[part~=earlier-button]");

describe("a log whose end was read first", () => {
  it("stays at its end when older messages come", async () => {
    await open(tail(901, 1_000));
    for (let from = 900; from > 0; from -= 150) {
      const start = Math.max(1, from - 149);
      await fixture.show(prepended(fixture.transcript.state, range(start, from), start - 1));
      expect(fixture.toEnd).to.be.at.most(1);
      expect(element(1_000).ariaPosInSet).to.equal(String(1_000 - start + 1));
    }
    expect(element(1_000).ariaSetSize).to.equal("1000");
    expect(fixture.transcript.querySelectorAll("*").length).to.be.below(1_000);
  });

  it("does not move what is read when older messages come, whatever their number", async () => {
    await open(tail(901, 1_000));
    await fixture.scroll(-3_000);
    await fixture.scroll(-500);
    const before = fixture.visible;
    const reading = 901 + before[1]! - 1;
    const kept = element(reading);
    const [place, size] = [top(reading), fixture.scroller.scrollHeight];
    let from = 900;
    for (const count of [7, 150, 1, 3, 200, 149]) {
      await fixture.show(prepended(fixture.transcript.state, range(from - count + 1, from), from - count));
      from -= count;
      expect(Math.abs(top(reading) - place)).to.be.at.most(1);
      expect(element(reading)).to.equal(kept);
    }
    expect(fixture.scroller.scrollHeight).to.be.above(size + 10_000);
  });

  it("shows older messages without a blank when the reader scrolls on into them", async () => {
    await open(tail(901, 1_000));
    let from = 900;
    for (let step = 0; step < 200 && from > 700; step += 1) {
      if (fixture.scroller.scrollTop < 2_000 && from > 0) {
        const start = Math.max(1, from - 60);
        fixture.transcript.state = prepended(fixture.transcript.state, range(start, from), start - 1);
        from = start - 1;
      }
      const seen = fixture.visible[1]!;
      const [entry] = [fixture.entry(seen)!];
      const before = entry.getBoundingClientRect().top;
      await fixture.transcript.updateComplete;
      await fixture.scroll(-400);
      const moved = entry.getBoundingClientRect().top - before;
      if (fixture.scroller.scrollTop > 0) expect(Math.abs(moved - 400)).to.be.at.most(1.5);
      const box = fixture.scroller.getBoundingClientRect();
      const covered = fixture.entries.filter((one) => {
        const { top: y, bottom } = one.getBoundingClientRect();
        return bottom > box.top && y < box.bottom;
      });
      expect(covered.length).to.be.above(1);
    }
    expect(from).to.be.at.most(700);
  });

  it("keeps the reader's place at the very top", async () => {
    await open(tail(901, 1_000));
    fixture.scroller.scrollTop = 0;
    await fixture.painted();
    const place = top(901);
    await fixture.show(prepended(fixture.transcript.state, range(801, 900), 800));
    expect(Math.abs(top(901) - place)).to.be.at.most(1);
    expect(fixture.scroller.scrollTop).to.be.above(1_000);
  });

  it("draws anew what an older page has changed, and leaves the rest alone", async () => {
    await open(tail(991, 1_000, lines(991, 1_000)));
    const kept = element(1_000);
    const changed = [...range(971, 990), message(991, { text: "Message 991: grown" }), message(992)];
    await fixture.show(prepended(fixture.transcript.state, changed, 970, 2));
    await until(() => element(991));
    expect(element(991).textContent).to.contain("grown");
    expect(element(1_000)).to.equal(kept);
    expect(fixture.visible.at(-1)).to.equal(30);
  });

  it("asks for more near the beginning of what is known, and not at its end", async () => {
    await open(tail(901, 1_000));
    expect(asked()).to.equal(0);
    fixture.scroller.scrollTop = 500;
    await fixture.painted();
    expect(asked()).to.be.above(0);
  });

  it("asks at once where what is known does not fill the box", async () => {
    await open(tail(999, 1_000));
    expect(asked()).to.be.above(0);
  });

  it("keeps the end and a place in view when nothing turns out to come before", async () => {
    await open(tail(901, 1_000));
    const nothing = (state: SessionState, startSeq: number) => ({ ...state, startSeq });
    const last = top(1_000);
    await fixture.show(nothing(fixture.transcript.state, 0));
    expect(button()).to.equal(null);
    expect(fixture.toEnd).to.be.at.most(1);
    expect(Math.abs(top(1_000) - last)).to.be.at.most(1);
    await fixture.show(nothing(fixture.transcript.state, 900));
    await fixture.scroll(-3_000);
    const reading = 901 + fixture.visible[1]! - 1;
    const place = top(reading);
    await fixture.show(nothing(fixture.transcript.state, 0));
    expect(Math.abs(top(reading) - place)).to.be.at.most(1);
  });

  it("offers a button to what is not known, until all is", async () => {
    await open(tail(901, 1_000));
    const before = asked();
    button()!.click();
    expect(asked()).to.equal(before + 1);
    expect(fixture.entries.at(-1)!.ariaSetSize).to.equal("-1");
    await fixture.show(prepended(fixture.transcript.state, range(1, 900), 0));
    expect(button()).to.equal(null);
    expect(fixture.entries.at(-1)!.ariaSetSize).to.equal("1000");
    expect(fixture.toEnd).to.be.at.most(1);
  });

  it("moves the focus through what has come", async () => {
    await open(tail(991, 1_000, lines(991, 1_000)));
    await fixture.show(prepended(fixture.transcript.state, range(984, 990), 983));
    await until(() => element(991));
    element(991).focus();
    const press = (key: string) =>
      element(991).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
    press("ArrowUp");
    await fixture.painted();
    expect((fixture.host.shadowRoot!.activeElement as HTMLElement).textContent).to.contain("Message 990:");
    press("Home");
    await fixture.painted();
    expect((fixture.host.shadowRoot!.activeElement as HTMLElement).textContent).to.contain("Message 984:");
  });

  it("greets nobody while what comes before is not known", async () => {
    await open(stateOf(0, { startSeq: 5, lastSeq: 9 }));
    expect(fixture.transcript.querySelector("[part~=empty]")).to.equal(null);
  });
});
