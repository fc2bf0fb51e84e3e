import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { initialState } from "../../../src/session/state/state.js";
import { english } from "../../../src/ui/language/english.js";
import { format } from "../../../src/ui/language/strings.js";
import { until } from "../../support/wait.js";
import { appended, Fixture, message, stateOf } from "./transcript-fixture.js";

let fixture: Fixture;
const open = async (...given: ConstructorParameters<typeof Fixture>) => {
  fixture = new Fixture(...given);
  await fixture.painted();
};
const press = async (key: string) => {
  await sendKeys({ press: key });
  await fixture.painted();
};
const focused = () => (fixture.host.shadowRoot!.activeElement as HTMLElement).ariaPosInSet;
const spoken = (region: string) =>
  [...fixture.transcript.querySelectorAll(`[aria-live=${region}] > *`)].map(({ textContent }) => textContent);

afterEach(() => fixture.remove());

describe("the keyboard", () => {
  it("moves between messages by arrows, also to those that are not in the document yet", async () => {
    await open(stateOf(200));
    const oldest = Number(fixture.entries[0]!.ariaPosInSet);
    fixture.entries[0]!.focus();
    await press("ArrowUp");
    expect(focused()).to.equal(String(oldest - 1));
    await press("ArrowDown");
    expect(focused()).to.equal(String(oldest));
  });

  it("leads to the first and the last message", async () => {
    await open(stateOf(5000));
    fixture.entries.at(-1)!.focus();
    await press("Home");
    expect(focused()).to.equal("1");
    expect(fixture.visible).to.include(1);
    await press("End");
    expect(focused()).to.equal("5000");
    expect(fixture.visible).to.include(5000);
  });

  it("has a message that gets the focus say who wrote it, when, and what", async () => {
    const question = message(4, { text: "Which **one**?", asks: true, time: null });
    await open(appended(stateOf(0), message(2, { text: `It works. ${"long ".repeat(200)}` }), question));
    const [long, asking] = fixture.entries;
    long!.focus();
    const time = long!.querySelector("time")!.innerText;
    expect(long!.ariaLabel).to.equal(`Agent ${time}`);
    const description = long!.getAttribute("aria-description")!;
    expect(description.slice(0, 15)).to.equal("It works. long ");
    expect(description).to.have.length(300);
    await press("ArrowDown");
    expect(asking!.ariaLabel).to.equal("Agent Question");
    expect(asking!.getAttribute("aria-description")).to.equal("Which one?");
  });

  it("takes that name away with the focus, so that who reads on does not hear it before the same words", async () => {
    await open(stateOf(3));
    const [first, second] = fixture.entries.slice(-2);
    first!.focus();
    await press("ArrowDown");
    expect([first!, second!].map((entry) => entry.matches("[aria-label]"))).to.deep.equal([false, true]);
  });

  it("has one name for the box and its feed, which are entered together", async () => {
    await open(stateOf(3));
    const labels = [...fixture.transcript.querySelectorAll("[aria-label]")].map(({ ariaLabel }) => ariaLabel);
    expect(labels.filter((label) => label === english["transcript.label"])).to.have.length(1);
  });

  it("scrolls to both ends from the box itself", async () => {
    await open(stateOf(5000));
    fixture.scroller.focus();
    await press("Home");
    expect(fixture.visible[0]).to.equal(1);
    await press("End");
    expect(fixture.visible.at(-1)).to.equal(5000);
  });

  it("has one stop for the Tab key among the messages: the newest, or where the reader is", async () => {
    await open(stateOf(60));
    const stops = () =>
      fixture.entries.filter(({ tabIndex }) => tabIndex === 0).map((entry) => entry.ariaPosInSet);
    expect(stops()).to.deep.equal(["60"]);
    await fixture.show(appended(fixture.transcript.state, message(61)));
    expect(stops()).to.deep.equal(["61"]);
    fixture.entry(59)!.focus();
    await fixture.show(appended(fixture.transcript.state, message(62)));
    expect(stops()).to.deep.equal(["59"]);
    expect(focused()).to.equal("59");
  });

  it("reaches by Tab the button of the message with the stop, and no other message's", async () => {
    await open(stateOf(60));
    const reached = () =>
      fixture.entries
        .filter((entry) => entry.querySelector<HTMLElement>("[part=copy-button]")?.tabIndex === 0)
        .map((entry) => entry.ariaPosInSet);
    expect(reached()).to.deep.equal(["60"]);
    fixture.entry(58)!.focus();
    await fixture.painted();
    expect(reached()).to.deep.equal(["58"]);
    fixture.entry(56)!.querySelector<HTMLElement>("[part=copy-button]")!.focus();
    await fixture.painted();
    expect(reached()).to.deep.equal(["56"]);
  });

  it("keeps the focus in the transcript when the button to the end is gone", async () => {
    await open(stateOf(200));
    await fixture.scroll(-2000);
    fixture.button!.focus();
    await press("Enter");
    expect(fixture.button === null).to.equal(true);
    expect(fixture.scroller.matches(":focus")).to.equal(true);
  });
});

describe("screen readers", () => {
  it("hear a new answer once, from a region of its own", async () => {
    await open(stateOf(10));
    await fixture.show(appended(fixture.transcript.state, message(12, { text: "It **works**" })));
    expect(spoken("polite")).to.deep.equal(["Agent: It works"]);
    await fixture.show({ ...fixture.transcript.state, unread: 1 });
    expect(spoken("polite")).to.deep.equal(["Agent: It works"]);
    expect(fixture.transcript.querySelector(".feed")!.closest("[aria-live]") === null).to.equal(true);
  });

  it("hear nothing of a replay, nor of what is scrolled in", async () => {
    await open(stateOf(0, { caughtUp: false }));
    await fixture.show(stateOf(500));
    await fixture.scroll(-3000);
    expect([...spoken("polite"), ...spoken("assertive")]).to.deep.equal([]);
  });

  it("hear of a failure at once", async () => {
    await open(stateOf(10));
    const failed = message(0, { key: "k", seq: null, mine: true, delivery: "failed" });
    await fixture.show({ ...fixture.transcript.state, pending: [failed] });
    expect(spoken("assertive").length).to.equal(1);
  });

  it("are told that work is going on", async () => {
    await open(stateOf(10));
    await fixture.show({ ...fixture.transcript.state, turn: "working" });
    const words = format(english, "turn.working", { agent: "Agent" });
    expect(fixture.transcript.querySelector("[part~=activity]")!.textContent).to.contain(words);
    expect(spoken("polite")).to.deep.equal([words]);
    expect(fixture.toEnd).to.be.at.most(1);
  });
});

describe("what was seen", () => {
  const seen = () => fixture.events.filter(([type]) => type === "oc-seen").map(([, detail]) => detail);

  it("is the end of a log that is opened, and each message that comes while the reader is there", async () => {
    await open(stateOf(100, { seenSeq: 0 }));
    expect(seen()).to.deep.equal([{ seq: 100 }]);
    await fixture.show(appended(fixture.transcript.state, message(102)));
    expect(seen()).to.deep.equal([{ seq: 100 }, { seq: 102 }]);
  });

  it("is nothing that comes while the reader is elsewhere, until it is scrolled to", async () => {
    await open(stateOf(100));
    await fixture.scroll(-2000);
    await fixture.show(appended(fixture.transcript.state, message(102), message(104)));
    expect(seen()).to.deep.equal([]);
    fixture.transcript.scrollToEnd();
    await fixture.painted();
    expect(seen()).to.deep.equal([{ seq: 104 }]);
  });

  it("is nothing while the transcript is not shown, or scrolled out of the page", async () => {
    await open(stateOf(100, { seenSeq: 0 }), {});
    fixture.events.length = 0;
    fixture.host.style.display = "none";
    await fixture.painted();
    await fixture.show(appended(fixture.transcript.state, message(102)));
    expect(seen()).to.deep.equal([]);
    fixture.host.style.cssText =
      "display: block; inline-size: 400px; block-size: 600px; margin-block-start: 5000px";
    await fixture.painted();
    expect(seen()).to.deep.equal([]);
    fixture.host.scrollIntoView({ block: "end" });
    for (let frame = 0; frame < 60 && seen().length === 0; frame += 1) await fixture.painted();
    expect(seen()).to.deep.equal([{ seq: 102 }]);
  });
});

describe("what nobody can see is not seen", () => {
  const boxes: Readonly<Record<string, string>> = {
    "a transparent box": "opacity: 0",
    "an invisible box": "visibility: hidden",
    "a collapsed box": "block-size: 0; overflow: hidden",
    "a closed drawer": "position: fixed; inset: 0 0 auto auto; transform: translateX(100%)",
    "a drawer parked far away": "position: absolute; inset-inline-start: -9999px",
    "a box shrunk to nothing": "transform: scale(0)",
    "a box whose content is skipped": "content-visibility: hidden",
  };
  let box: HTMLElement;
  const seen = () => fixture.events.filter(([type]) => type === "oc-seen").map(([, detail]) => detail);
  const openIn = async (style: string, attribute = "title") => {
    box = document.createElement("div");
    box.style.cssText = style;
    box.setAttribute(attribute, "");
    document.body.append(box);
    fixture = new Fixture(stateOf(100, { seenSeq: 0 }));
    box.append(fixture.host);
    await fixture.painted();
    await fixture.show(appended(fixture.transcript.state, message(102)));
    await fixture.painted();
  };
  afterEach(() => box.remove());

  for (const [name, style] of Object.entries(boxes)) {
    it(`in ${name}, until it is shown`, async () => {
      await openIn(style);
      expect(seen()).to.deep.equal([]);
      box.style.cssText = "";
      await until(() => seen().length > 0);
      expect(seen()).to.deep.equal([{ seq: 102 }]);
    });
  }

  for (const [how, uncover] of [
    ["taken away", (cover: HTMLElement) => cover.remove()],
    ["hidden", (cover: HTMLElement) => (cover.hidden = true)],
    ["faded out", (cover: HTMLElement) => (cover.style.pointerEvents = "none")],
  ] as const) {
    it(`under something that covers it, until that is ${how}`, async () => {
      const cover = document.createElement("div");
      cover.style.cssText = "position: fixed; inset: 0; z-index: 1; background: white";
      const around = document.createElement("section");
      around.append(cover);
      document.body.append(around);
      await openIn("");
      expect(seen()).to.deep.equal([]);
      uncover(cover);
      await until(() => seen().length > 0);
      expect(seen()).to.deep.equal([{ seq: 102 }]);
      around.remove();
    });
  }

  it("but a thing that lies over a part of it covers nothing", async () => {
    const badge = document.createElement("div");
    badge.style.cssText = "position: fixed; z-index: 1; inset: 0 auto 0 100px; inline-size: 150px";
    document.body.append(badge);
    await openIn("position: absolute; inset: 0");
    await until(() => seen().length > 0);
    badge.remove();
  });

  it("and costs nothing while nothing changes", async () => {
    await openIn("opacity: 0");
    let looks = 0;
    const { observe } = IntersectionObserver.prototype;
    IntersectionObserver.prototype.observe = function (element) {
      looks += 1;
      observe.call(this, element);
    };
    // What came with the opening is looked at in the first frames, however long those take; then half a second is quiet.
    let quiet = 0;
    for (let frame = 0; frame < 300 && quiet < 30; frame += 1) {
      const before = looks;
      await new Promise(requestAnimationFrame);
      quiet = looks === before ? quiet + 1 : 0;
    }
    IntersectionObserver.prototype.observe = observe;
    expect(quiet).to.equal(30);
  });

  it("in an inert box, until it is not", async () => {
    await openIn("", "inert");
    expect(seen()).to.deep.equal([]);
    box.inert = false;
    await until(() => seen().length > 0);
  });

  it("in another slide of a carousel, until it is scrolled to", async () => {
    await openIn("inline-size: 400px; overflow: hidden; white-space: nowrap");
    expect(seen().at(-1)).to.deep.equal({ seq: 102 });
    const slide = document.createElement("i");
    slide.style.cssText = "display: inline-block; inline-size: 400px";
    box.prepend(slide);
    fixture.host.style.display = "inline-block";
    await fixture.show(appended(fixture.transcript.state, message(104)));
    await fixture.painted();
    expect(seen().at(-1)).to.deep.equal({ seq: 102 });
    box.scrollLeft = 400;
    await until(() => seen().length === 3);
  });

  it("but an entry that is hidden counts with what stands before it", async () => {
    await openIn("");
    await fixture.show(appended(fixture.transcript.state, message(104, { text: "" })));
    expect(fixture.entries.at(-1)!.hidden).to.equal(true);
    await until(() => seen().length === 3);
    expect(seen().at(-1)).to.deep.equal({ seq: 104 });
  });
});

describe("an empty transcript", () => {
  const view = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;
  const empty = () => fixture.transcript.querySelector("[part~=empty]");

  it("greets, and offers starters that are sent as they were meant", async () => {
    const prompts = ["Hello?", { label: "Primes", text: "Print the first 20 primes" }];
    await open(initialState(null, view), { prompts, greeting: "Welcome" });
    expect(empty()!.textContent).to.contain("Welcome");
    const buttons = [...fixture.transcript.querySelectorAll<HTMLButtonElement>("[part~=prompt]")];
    expect(buttons.map(({ textContent }) => textContent)).to.deep.equal(["Hello?", "Primes"]);
    buttons[1]!.click();
    expect(fixture.events).to.deep.equal([["oc-request-send", { text: "Print the first 20 primes" }]]);
  });

  it("offers the page's own buttons as starters, unless the page takes the click", async () => {
    await open(initialState(null, view));
    const button = document.createElement("button");
    button.slot = "prompt";
    button.innerHTML = "<b>Ask</b> me";
    fixture.host.append(button);
    button.querySelector("b")!.click();
    button.value = "Ask me anything";
    button.click();
    button.addEventListener("click", (event) => event.preventDefault());
    button.click();
    expect(fixture.events.map(([, detail]) => detail)).to.deep.equal([
      { text: "Ask me" },
      { text: "Ask me anything" },
    ]);
  });

  it("does not greet before it is known that there is nothing, nor once there is something", async () => {
    for (const connection of ["connecting", "live", "reconnecting", "offline", "unauthorized"] as const) {
      for (const session of [null, "ses_1"]) {
        await open(stateOf(0, { caughtUp: false, connection, session }));
        expect(empty() === null, `${session} ${connection}`).to.equal(true);
      }
    }
    await fixture.show(stateOf(0));
    expect(empty() === null).to.equal(false);
    await fixture.show(stateOf(1));
    expect(empty() === null).to.equal(true);
    expect(fixture.visible).to.deep.equal([1]);
  });

  it("is shown again for another session, which begins at its end", async () => {
    await open(stateOf(300));
    // From the very top, where emptying the box causes no scroll event.
    await fixture.scroll(-1_000_000);
    await fixture.show(initialState(null, view));
    expect(fixture.entries.length).to.equal(0);
    expect(empty() === null).to.equal(false);
    expect(fixture.button === null).to.equal(true);
    await fixture.show(stateOf(80, { session: "ses_2" }));
    expect(fixture.visible.at(-1)).to.equal(80);
    expect(fixture.toEnd).to.be.at.most(1);
  });
});

describe("looks", () => {
  it("has one line for a day, also after entries without a time", async () => {
    const time = new Date(2026, 2, 1, 12);
    const entries = Array.from({ length: 7 }, (_, i) =>
      message(i + 1, { time: i % 2 ? null : time, text: "Hi" }),
    );
    await open(appended(stateOf(0), ...entries));
    expect(fixture.transcript.querySelectorAll("[part~=day]").length).to.equal(1);
  });

  it("breaks between days, and groups what one voice says in a row", async () => {
    const at = (day: number, minute: number) => new Date(2026, 2, day, 12, minute);
    const entries = [
      message(1, { time: at(1, 0) }),
      message(2, { time: at(1, 1) }),
      message(3, { time: at(1, 2), from: "agent", mine: false }),
      message(4, { time: at(1, 30) }),
      message(6, { time: at(2, 30) }),
    ];
    await open(appended(stateOf(0), ...entries));
    expect(fixture.transcript.querySelectorAll("[part~=day]").length).to.equal(2);
    const groups = fixture.entries.map(({ className }) => className.trim().replace(/\s+/g, " "));
    const alone = "group-first group-last";
    expect(groups).to.deep.equal([alone, "group-first", "group-last", alone, alone]);
  });
});
