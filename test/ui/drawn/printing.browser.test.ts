import { expect } from "chai";
import { loadActivity } from "../../../src/ui/turn/activity-loader.js";
import type { Presentation } from "../../../src/ui/presentation/presentation.js";
import { drawnFile } from "../../../src/ui/transcript/drawn-file.js";
import { appended, Fixture, message, prepended, stateOf, textOf } from "../transcript/transcript-fixture.js";

let fixture: Fixture;
const open = async (...given: ConstructorParameters<typeof Fixture>) => {
  fixture = new Fixture(...given);
  await fixture.painted();
};
const beforePrint = () => dispatchEvent(new Event("beforeprint"));
const afterPrint = () => dispatchEvent(new Event("afterprint"));
/** What a reader sees, and where: gaps out of sight are given their sizes at any time. */
const place = () => {
  const { visible } = fixture;
  return { visible, top: fixture.entry(visible[0]!)!.getBoundingClientRect().top };
};
function expectPlace({ visible, top }: ReturnType<typeof place>): void {
  expect(place().visible).to.deep.equal(visible);
  expect(place().top).to.be.closeTo(top, 0.5);
}
const texts = () => fixture.entries.map((entry) => entry.querySelector("[part~=bubble]")?.textContent);

before(() => drawnFile.load());
afterEach(() => {
  afterPrint();
  fixture.remove();
});

describe("printing", () => {
  it("has drawn every message, in order and once, when the event is over", async () => {
    await open(stateOf(1000));
    expect(fixture.entries.length).to.be.below(100);
    beforePrint();
    expect(texts()).to.deep.equal(Array.from({ length: 1000 }, (_, i) => textOf(i + 1)));
    expect(fixture.entries.at(0)!.ariaSetSize).to.equal("1000");
    afterPrint();
    expect(fixture.entries.length).to.be.below(100);
  });

  it("changes nothing on the screen, keeps the elements there were, and has nothing counted as seen", async () => {
    await open(stateOf(1000, { seenSeq: 990 }));
    for (let step = 0; step < 12; step += 1) await fixture.scroll(-1500);
    const before = place();
    const elements = fixture.entries;
    fixture.events.length = 0;
    beforePrint();
    expectPlace(before);
    await fixture.painted();
    expectPlace(before);
    afterPrint();
    expectPlace(before);
    await fixture.painted();
    expectPlace(before);
    expect(fixture.entries.filter((entry) => elements.includes(entry)).length).to.equal(elements.length);
    expect(fixture.events).to.deep.equal([]);
  });

  it("finds the place again though the box was laid out for paper", async () => {
    await open(stateOf(1000));
    for (let step = 0; step < 12; step += 1) await fixture.scroll(-1500);
    const before = place();
    beforePrint();
    fixture.scroller.style.overflow = "visible";
    fixture.scroller.style.flex = "none";
    await fixture.painted();
    fixture.scroller.style.overflow = fixture.scroller.style.flex = "";
    afterPrint();
    await fixture.painted();
    expectPlace(before);
    // The window works on.
    await fixture.scroll(-3000);
    expect(fixture.visible.length).to.be.above(0);
  });

  it("goes on at the end where the end was followed, with what came meanwhile", async () => {
    await open(stateOf(300));
    beforePrint();
    await fixture.show(appended(fixture.transcript.state, message(301)));
    afterPrint();
    await fixture.painted();
    expect(fixture.visible.at(-1)).to.equal(301);
    expect(fixture.toEnd).to.be.at.most(1);
    expect(new Set(fixture.entries.map((entry) => entry.ariaPosInSet)).size).to.equal(fixture.entries.length);
  });

  it("says nothing to screen readers", async () => {
    await open(stateOf(300));
    const spoken = () => [
      ...fixture.transcript.querySelectorAll(":is([aria-live], [role=status], [role=alert]):not(oc-entry *)"),
    ];
    const before = spoken().map(({ textContent }) => textContent);
    beforePrint();
    await fixture.painted();
    expect(spoken().map(({ textContent }) => textContent)).to.deep.equal(before);
  });

  it('shows what waits for "Show more", and afterwards no more than before', async () => {
    const long = Array.from({ length: 1500 }, (_, i) => `Line ${i}.`).join("\n\n");
    await open(appended(stateOf(0), message(2, { text: long }), message(3, { text: long })));
    const steps = () => texts().map((text) => text!.includes("Line 1499."));
    expect(steps()).to.deep.equal([false, false]);
    beforePrint();
    expect(steps()).to.deep.equal([true, true]);
    afterPrint();
    expect(steps()).to.deep.equal([false, false]);
    expect(fixture.transcript.querySelector(".print-only")).to.equal(null);
  });

  it("shows all steps of work that the reader has opened", async () => {
    const steps = Array.from({ length: 250 }, (_, i) => ({
      label: `${i}`,
      detail: "",
      ok: true,
      output: "",
    }));
    const { text: _, ...rest } = message(1);
    const work = { ...rest, kind: "work", steps } as never;
    await loadActivity();
    await open(appended(stateOf(0), work));
    fixture.transcript.querySelector("details")!.open = true;
    await fixture.painted();
    const shown = () => fixture.transcript.querySelectorAll(".step-label").length;
    expect(shown()).to.equal(100);
    beforePrint();
    expect(shown()).to.equal(250);
    afterPrint();
    expect(shown()).to.equal(100);
  });

  it("says which message has not been loaded", async () => {
    await open(appended(stateOf(1), message(2, { text: "" })));
    const [, blank] = fixture.entries;
    expect(blank!.hidden).to.equal(true);
    beforePrint();
    expect(blank!.hidden).to.equal(false);
    expect(texts()[1]).to.equal("This message has not been loaded yet");
    afterPrint();
    expect(blank!.hidden).to.equal(true);
  });

  it("says of which message only the beginning has been loaded, on the screen too", async () => {
    await open(appended(stateOf(1), message(2, { text: "A long", isPartial: true }), message(3)));
    const remarks = () =>
      fixture.entries.map((entry) => entry.textContent.includes("The rest of this message"));
    expect(remarks()).to.deep.equal([false, true, false]);
    beforePrint();
    expect(remarks()).to.deep.equal([false, true, false]);
    afterPrint();
  });

  it("says that the log has not been read to its end, and has what has been read on the paper", async () => {
    await open(stateOf(300, { caughtUp: false }));
    beforePrint();
    expect(texts().length).to.equal(300);
    const remark = () => fixture.transcript.querySelector(".print-only.earlier");
    expect(remark()?.textContent).to.equal("Some messages of this conversation are not printed here.");
    afterPrint();
    expect(remark()).to.equal(null);
    await fixture.show({ ...fixture.transcript.state, caughtUp: true });
    beforePrint();
    expect(remark()).to.equal(null);
  });

  it("says that earlier messages have not been read, and are not on the paper", async () => {
    await open(stateOf(300, { startSeq: 100 }));
    const remark = () => fixture.transcript.querySelector(".print-only.earlier");
    beforePrint();
    const said = "Some messages of this conversation are not printed here.";
    expect([remark()?.textContent, getComputedStyle(remark()!).display]).to.deep.equal([said, "none"]);
    expect(remark()!.nextElementSibling!.className).to.equal("feed");
    afterPrint();
    expect(remark()).to.equal(null);
    await fixture.show(prepended(fixture.transcript.state, [], 0));
    beforePrint();
    expect(remark()).to.equal(null);
  });

  it("marks the links whose words are not their address", async () => {
    const text = "[docs](https://example.com/a) https://example.com/b www.example.com <me@example.com>";
    await open(appended(stateOf(0), message(2, { text })));
    const marked = () =>
      [...fixture.transcript.querySelectorAll("a[data-address]")].map(({ textContent }) => textContent);
    expect(marked()).to.deep.equal([]);
    beforePrint();
    expect(marked()).to.deep.equal(["docs"]);
    afterPrint();
    expect(marked()).to.deep.equal([]);
  });

  it("leaves the nodes of a host's renderer where they are", async () => {
    const event = { type: "order", body: {} } as never;
    const node = document.createElement("b");
    await open(appended(stateOf(0), message(2, { event })), {});
    const presentation: Presentation = fixture.presentation({ renderers: { order: () => node } });
    fixture.transcript.presentation = presentation;
    await fixture.painted();
    const { slot } = node;
    beforePrint();
    afterPrint();
    expect([node.isConnected, node.slot]).to.deep.equal([true, slot]);
  });

  it("ends with the element, and with the conversation", async () => {
    await open(stateOf(300));
    beforePrint();
    fixture.transcript.state = stateOf(20, { session: "ses_2" });
    await fixture.painted();
    expect(fixture.entries.every((entry) => Number(entry.ariaSetSize) === 20)).to.equal(true);
    fixture.host.remove();
    expect(fixture.transcript.querySelector(".print-only")).to.equal(null);
    document.body.append(fixture.host);
    await fixture.painted();
    expect(fixture.visible.at(-1)).to.equal(20);
  });
});
