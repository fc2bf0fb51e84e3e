import { expect } from "chai";
import { until } from "../../support/wait.js";
import { appended, Fixture, message, stateOf } from "./transcript-fixture.js";

let fixture: Fixture;
const open = async (...given: ConstructorParameters<typeof Fixture>) => {
  fixture = new Fixture(...given);
  await fixture.painted();
};

afterEach(() => fixture.remove());

describe("opening", () => {
  it("shows the end of a long log, and little of the rest", async () => {
    await open(stateOf(10_000));
    expect(fixture.visible.at(-1)).to.equal(10_000);
    expect(fixture.toEnd).to.be.at.most(1);
    expect(fixture.transcript.querySelectorAll("*").length).to.be.below(1000);
  });

  it("fills the box when messages are short", async () => {
    const log = stateOf(0);
    const short = Array.from({ length: 200 }, (_, i) => message(i + 1, { text: "ok" }));
    await open(appended(log, ...short));
    const box = fixture.scroller.getBoundingClientRect();
    expect(fixture.entry(fixture.visible[0]!)!.getBoundingClientRect().top).to.be.at.most(box.top);
  });

  it("scrolls in a box of its own where the page gives it no height", async () => {
    fixture = new Fixture(stateOf(2_000));
    const frame = fixture.transcript.parentElement!;
    frame.style.blockSize = "auto";
    await fixture.painted();
    const { clientHeight } = fixture.scroller;
    expect(clientHeight).to.equal(36 * 16);
    await until(() => fixture.visible.at(-1) === 2_000, "the last entry in view");
    expect(fixture.transcript.querySelectorAll("*").length).to.be.below(1000);
    frame.style.blockSize = "300px";
    await until(() => fixture.scroller.clientHeight === 300);
  });

  it("fills a box that was moved in the page while it was about to be filled", async () => {
    await open(stateOf(400));
    const frame = fixture.transcript.parentElement!;
    // It is told of the new height after the transcript, and moves that in the next task, before the next frame.
    const moved = new Promise<void>((done) => {
      const observer = new ResizeObserver(() => {
        if (fixture.scroller.clientHeight < 3000) return;
        observer.disconnect();
        setTimeout(() => done(frame.append(fixture.transcript)));
      });
      observer.observe(fixture.scroller);
    });
    frame.style.blockSize = "3600px";
    await moved;
    await fixture.painted();
    frame.style.blockSize = "9000px";
    const isFilled = () => fixture.visible.length > 60 && fixture.toEnd < 2;
    for (let frames = 0; frames < 20 && !isFilled(); frames += 1) await fixture.painted();
    const { visible } = fixture;
    expect(visible.length).to.equal(visible.at(-1)! - visible[0]! + 1);
    const top = fixture.entry(visible[0]!)!.getBoundingClientRect().top;
    expect(top).to.be.at.most(fixture.scroller.getBoundingClientRect().top + 60);
  });

  it("tells assistive technology each entry's place among all", async () => {
    await open(stateOf(500));
    const last = fixture.entries.at(-1)!;
    expect(last.role).to.equal("article");
    expect([last.ariaPosInSet, last.ariaSetSize]).to.deep.equal(["500", "500"]);
    await fixture.show(appended(fixture.transcript.state, message(501)));
    expect(fixture.entries.every(({ ariaSetSize }) => ariaSetSize === "501")).to.equal(true);
  });
});

describe("reading back", () => {
  it("brings older messages in without moving the one being read", async () => {
    await open(stateOf(1000));
    let worst = 0;
    for (let step = 0; step < 30; step += 1) {
      const [, reading] = fixture.visible;
      const entry = fixture.entry(reading!)!;
      const before = entry.getBoundingClientRect().top;
      await fixture.scroll(-120);
      worst = Math.max(worst, Math.abs(entry.getBoundingClientRect().top - before - 120));
    }
    expect(worst).to.be.at.most(1);
    expect(fixture.visible[0]!).to.be.below(985);
  });

  for (const style of [
    "zoom: 0.67",
    "zoom: 0.8",
    "zoom: 1.5",
    "transform: scale(0.5)",
    "transform: scale(1.25)",
  ]) {
    it(`does so under ${style} too, however long the reader pauses`, async () => {
      // As after a pause: the gaps are given their sizes between any two scrolls.
      const { setTimeout: later } = window;
      window.setTimeout = ((work: () => void) => later(work)) as typeof setTimeout;
      const page = document.createElement("div");
      page.style.cssText = style;
      document.body.append(page);
      fixture = new Fixture(stateOf(1000));
      page.append(fixture.host);
      await fixture.painted();
      let worst = 0;
      for (let step = 0; step < 30; step += 1) {
        const entry = fixture.entry(fixture.visible[1]!)!;
        fixture.scroller.scrollBy(0, -120);
        // What the engine makes of 120 pixels is its own matter: WebKit scrolls by whole pixels of the window.
        const before = entry.getBoundingClientRect().top;
        await fixture.painted();
        worst = Math.max(worst, Math.abs(entry.getBoundingClientRect().top - before));
      }
      window.setTimeout = later;
      expect(worst).to.be.at.most(0.5);
      expect(fixture.visible[0]!).to.be.below(985);
      page.remove();
    });
  }

  it("has no blank anywhere on the way from the end to the start", async () => {
    await open(stateOf(120));
    for (let step = 0; step < 60 && fixture.scroller.scrollTop > 0; step += 1) {
      await fixture.scroll(-500);
      const box = fixture.scroller.getBoundingClientRect();
      const seen = fixture.visible;
      expect(fixture.entry(seen[0]!)!.getBoundingClientRect().top).to.be.at.most(box.top + 60);
      expect(fixture.entry(seen.at(-1)!)!.getBoundingClientRect().bottom).to.be.at.least(box.bottom - 60);
      expect(seen).to.deep.equal(Array.from({ length: seen.length }, (_, i) => seen[0]! + i));
    }
    expect(fixture.visible[0]).to.equal(1);
  });

  it("shows content at once after a jump to the start, the middle and back", async () => {
    await open(stateOf(10_000));
    fixture.scroller.scrollTop = 0;
    await fixture.painted();
    expect(fixture.visible[0]).to.equal(1);
    fixture.scroller.scrollTop = fixture.scroller.scrollHeight / 2;
    await fixture.painted();
    expect(fixture.visible[0]).to.be.within(4000, 6000);
    fixture.transcript.scrollToEnd();
    await fixture.painted();
    expect(fixture.visible.at(-1)).to.equal(10_000);
    expect(fixture.toEnd).to.be.at.most(1);
  });

  it("keeps what was shown up to a limit, and then lets the farthest go", async () => {
    await open(stateOf(1000));
    for (let step = 0; step < 40; step += 1) {
      fixture.scroller.scrollBy(0, -1500);
      await new Promise(requestAnimationFrame);
    }
    const elements = fixture.transcript.querySelectorAll("*").length;
    expect(elements).to.be.within(1500, 3000);
    expect(fixture.entry(1000) === undefined).to.equal(true);
  });

  it("never lets go of the entry that has the focus", async () => {
    await open(stateOf(2000));
    const focused = fixture.entry(1999)!;
    focused.focus();
    for (let step = 0; step < 10 || (fixture.entry(1980) && step < 200); step += 1) {
      fixture.scroller.scrollBy(0, -1500);
      await new Promise(requestAnimationFrame);
    }
    expect(fixture.entry(1980) === undefined).to.equal(true);
    expect(focused.isConnected).to.equal(true);
    expect(focused.matches(":focus")).to.equal(true);
  });

  it("keeps the line being read when something above it grows", async () => {
    await open(stateOf(200));
    await fixture.scroll(-3000);
    const [first, reading] = fixture.visible;
    const entry = fixture.entry(reading!)!;
    const before = entry.getBoundingClientRect().top;
    const above = fixture.entry(first! - 1)!;
    above.style.paddingBlockStart = "300px";
    await until(() => above.getBoundingClientRect().height > 300, "the entry above has grown");
    await until(() => Math.abs(entry.getBoundingClientRect().top - before) <= 1, "the line in its place");
  });
});

describe("being hidden or moved", () => {
  it("keeps the line being read", async () => {
    await open(stateOf(500));
    await fixture.scroll(-3000);
    const seen = fixture.visible;
    fixture.host.style.display = "none";
    await fixture.painted();
    await fixture.show(appended(fixture.transcript.state, message(501)));
    fixture.host.style.display = "block";
    await until(() => String(fixture.visible) === String(seen), `${String(seen)} in view`);
    const aside = document.body.appendChild(document.createElement("aside"));
    aside.append(fixture.host);
    await until(() => String(fixture.visible) === String(seen), `${String(seen)} in view`);
    aside.remove();
  });

  it("stays at the end", async () => {
    await open(stateOf(100));
    fixture.host.style.display = "none";
    await fixture.painted();
    await fixture.show(appended(fixture.transcript.state, message(101)));
    fixture.host.style.display = "block";
    await fixture.painted();
    expect(fixture.visible.at(-1)).to.equal(101);
    document.body.prepend(fixture.host);
    await fixture.painted();
    expect(fixture.toEnd).to.be.at.most(1);
  });
});

describe("staying at the end", () => {
  it("follows new messages while the reader is there", async () => {
    await open(stateOf(100));
    for (let seq = 101; seq <= 112; seq += 1) {
      await fixture.show(appended(fixture.transcript.state, message(seq)));
      expect(fixture.visible.at(-1)).to.equal(seq);
      expect(fixture.toEnd).to.be.at.most(1);
    }
  });

  it("leaves the reader alone once he has scrolled up, however little", async () => {
    await open(stateOf(100));
    await fixture.scroll(-40);
    const reading = fixture.entry(fixture.visible[0]!)!;
    const { top } = reading.getBoundingClientRect();
    await fixture.show(appended(fixture.transcript.state, message(101), message(102)));
    expect(reading.getBoundingClientRect().top).to.be.closeTo(top, 1);
    expect(fixture.button === null).to.equal(false);
  });

  it("follows again when the reader has come back", async () => {
    await open(stateOf(100));
    await fixture.scroll(-400);
    await fixture.scroll(400);
    await fixture.show(appended(fixture.transcript.state, message(101)));
    expect(fixture.toEnd).to.be.at.most(1);
    expect(fixture.button === null).to.equal(true);
  });

  it("stays when the box shrinks or an entry grows late", async () => {
    await open(stateOf(100));
    fixture.transcript.style.marginBlockEnd = "150px";
    await fixture.painted();
    expect(fixture.toEnd).to.be.at.most(1);
    fixture.entries.at(-1)!.style.paddingBlockEnd = "333px";
    await fixture.painted();
    expect(fixture.toEnd).to.be.at.most(1);
  });

  it("leaves alone a reader who scrolls up while the box changes its size or the end grows", async () => {
    await open(stateOf(100));
    for (const change of [
      () => (fixture.transcript.style.marginBlockEnd = "150px"),
      () => (fixture.transcript.style.marginBlockEnd = ""),
      () => (fixture.entries.at(-1)!.style.paddingBlockEnd = "99px"),
      () => (fixture.entries.at(-1)!.style.paddingBlockEnd = ""),
    ]) {
      fixture.transcript.scrollToEnd();
      await fixture.painted();
      fixture.scroller.scrollBy(0, -400);
      const reading = fixture.entry(fixture.visible[1]!)!;
      const { top } = reading.getBoundingClientRect();
      change();
      await fixture.painted();
      expect(reading.getBoundingClientRect().top).to.be.closeTo(top, 1);
      await fixture.show(appended(fixture.transcript.state, message(fixture.transcript.state.lastSeq + 1)));
      expect(reading.getBoundingClientRect().top).to.be.closeTo(top, 1);
    }
  });

  it("goes to the end with a message of the reader's own, from anywhere", async () => {
    await open(stateOf(3000));
    fixture.scroller.scrollTop = 500;
    await fixture.painted();
    const pending = message(0, {
      id: "k",
      key: "k",
      seq: null,
      mine: true,
      delivery: "sending",
      text: "Mine",
    });
    await fixture.show({ ...fixture.transcript.state, pending: [pending] });
    expect(fixture.entries.at(-1)!.textContent).to.contain("Mine");
    expect(fixture.toEnd).to.be.at.most(1);
  });

  it("keeps the element of a message from pending to confirmed", async () => {
    await open(stateOf(42));
    const pending = message(43, { key: "k", seq: null, delivery: "sending" });
    await fixture.show({ ...fixture.transcript.state, pending: [pending] });
    const element = fixture.entries.at(-1)!;
    const confirmed = message(43, { key: "k" });
    await fixture.show({ ...appended(fixture.transcript.state, confirmed), pending: [] });
    expect(fixture.entries.at(-1) === element).to.equal(true);
    expect(fixture.entries.length).to.be.at.most(43);
  });

  it("offers the way back with the count of what is new, and is there in one go", async () => {
    await open(stateOf(1000));
    fixture.scroller.scrollTop = 0;
    await fixture.painted();
    const state = { ...appended(fixture.transcript.state, message(1002), message(1004)), unread: 2 };
    await fixture.show(state);
    expect(fixture.button!.querySelector("[part~=unread-badge]")!.textContent).to.equal("2");
    expect(fixture.button!.ariaLabel).to.contain("2 new messages");
    fixture.button!.click();
    await fixture.painted();
    expect(fixture.toEnd).to.be.at.most(1);
    expect(fixture.visible.at(-1)).to.equal(1002);
    expect(fixture.button === null).to.equal(true);
  });
});
