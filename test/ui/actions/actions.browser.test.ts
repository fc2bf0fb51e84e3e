import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { at } from "../../../src/session/state/list.js";
import type { Entry } from "../../../src/session/state/state.js";
import { actionsFile } from "../../../src/ui/entry/actions-loader.js";
import type { MessageAction, Presentation } from "../../../src/ui/presentation/presentation.js";
import { appended, Fixture, message, stateOf } from "../transcript/transcript-fixture.js";
import { until } from "../../support/wait.js";

const UP = "M2 10h4v11H2zM8 10l4-8 2 1v6h8l-2 12H8z";
const THUMBS: readonly MessageAction[] = [
  { name: "up", label: "Good", icon: UP, for: "agent", pressed: () => false },
  { name: "share", label: "Share" },
];

let isRequested = false;
actionsFile.from(() => {
  isRequested = true;
  return import("../../../src/ui/actions/actions.js");
});

let fixture: Fixture;
let told: [string, unknown][];

afterEach(() => fixture.remove());

/** A conversation of four messages, people's and the agent's in turns, with actions. */
async function open(
  actions: unknown,
  change: Partial<Presentation> = {},
  width = 400,
  isNarrow = Array.isArray(actions) && actions.length * 32 > width,
): Promise<void> {
  fixture = new Fixture(stateOf(4));
  fixture.host.style.inlineSize = `${width}px`;
  told = [];
  for (const type of ["oc-action", "oc-request-edit", "oc-request-report"])
    fixture.host.shadowRoot!.addEventListener(type, (event) =>
      told.push([type, (event as CustomEvent<unknown>).detail]),
    );
  await offer(actions, change);
  await until(() => bar(2) !== null, "bars");
  await until(() => buttons(4).length > shown(4).length === isNarrow, "room made");
}

async function offer(actions: unknown, change: Partial<Presentation> = {}): Promise<void> {
  fixture.transcript.presentation = fixture.presentation({
    actions: actions as Presentation["actions"],
    canEdit: true,
    ...change,
  });
  await fixture.painted();
}

const bar = (seq: number) => fixture.entry(seq)!.querySelector<HTMLElement>("[role=toolbar]");
const buttons = (seq: number) => [...bar(seq)!.querySelectorAll<HTMLButtonElement>(".action-row > button")];
const shown = (seq: number) =>
  buttons(seq).filter((button) => getComputedStyle(button).visibility === "visible");
const nameOf = (button: Element) => button.ariaLabel || button.textContent!.trim();
const more = (seq: number) => bar(seq)!.querySelector<HTMLButtonElement>("[aria-haspopup]")!;
const isDrawn = (element: Element) => element.getClientRects().length > 0;
const items = () => [...fixture.transcript.querySelectorAll<HTMLElement>("[role^=menuitem]")];
const focused = () => fixture.host.shadowRoot!.activeElement;

/** What is to be done later after `act`. */
function timersOf(act: () => void): (() => void)[] {
  const timers: (() => void)[] = [];
  const { setTimeout } = globalThis;
  globalThis.setTimeout = ((work: () => void) => timers.push(work)) as typeof setTimeout;
  try {
    act();
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  return timers;
}

describe("actions", () => {
  it("are not there, and nothing is loaded for them, unless the host asks", async () => {
    fixture = new Fixture(stateOf(4));
    await fixture.painted();
    expect(isRequested).to.equal(false);
    expect(bar(2) === null).to.equal(true);
    expect(fixture.entry(1)!.querySelectorAll("button")).to.have.length(0);
  });

  it("stand at whose messages they are for, after what every message offers", async () => {
    await open(THUMBS);
    expect(buttons(2).map(nameOf)).to.deep.equal(["Copy", "Good", "Share"]);
    expect(buttons(1).map(nameOf)).to.deep.equal(["Edit as new message", "Copy", "Share"]);
    expect(bar(2)!.ariaLabel).to.equal("Message actions");
    expect(more(1).hidden).to.equal(true);
  });

  it("come with an empty array to what every message offers", async () => {
    await open([]);
    expect(buttons(1).map(nameOf)).to.deep.equal(["Edit as new message", "Copy"]);
  });

  it("tell the host which message a button was pressed at", async () => {
    await open(THUMBS);
    buttons(2)[2]!.click();
    const entry = at(fixture.transcript.state.log, 1);
    expect(told).to.deep.equal([["oc-action", { name: "share", entry, pressed: null }]]);
  });

  it("show what is pressed, and ask for the contrary", async () => {
    const pressed = new Set<string>();
    const up = { name: "up", label: "Good", icon: UP, pressed: ({ id }: Entry) => pressed.has(id) };
    await open([up]);
    fixture.host.addEventListener("oc-action", ({ detail: { entry, pressed: isWanted } }) => {
      if (isWanted) pressed.add(entry.id);
      else pressed.delete(entry.id);
    });
    const button = buttons(2)[1]!;
    expect(button.ariaPressed).to.equal("false");
    button.click();
    expect(button.ariaPressed).to.equal("true");
    expect([...button.part]).to.deep.equal(["action-button", "pressed"]);
    // The tint of a pale accent cannot be told from the surface.
    expect(getComputedStyle(button).boxShadow).to.contain(getComputedStyle(button).color);
    expect(buttons(4)[1]!.ariaPressed).to.equal("false");
    button.click();
    expect(told.map(([, detail]) => (detail as { pressed: boolean }).pressed)).to.deep.equal([true, false]);
    expect(button.ariaPressed).to.equal("false");
    // What a backend tells of later comes with a new array.
    pressed.add("evt_4");
    await offer([up]);
    expect(buttons(4)[1]!.ariaPressed).to.equal("true");
  });

  it("keep their buttons, and the focus, when a host sets the same anew", async () => {
    await open(THUMBS);
    const [, good] = buttons(2);
    good!.focus();
    await offer(THUMBS.map((action) => ({ ...action })));
    expect(buttons(2)[1] === good).to.equal(true);
    expect(focused() === good).to.equal(true);
    await offer([THUMBS[1]]);
    expect(buttons(2).map(nameOf)).to.deep.equal(["Copy", "Share"]);
    expect(bar(2)!.contains(focused())).to.equal(true);
  });

  it("are one stop for the Tab key, and arrows go on from there", async () => {
    await open(THUMBS);
    const stops = () =>
      [2, 4].map((seq) => [...bar(seq)!.querySelectorAll("button")].filter(({ tabIndex }) => tabIndex === 0));
    expect(stops()).to.deep.equal([[], [buttons(4)[0]]]);
    buttons(2)[0]!.focus();
    await sendKeys({ press: "ArrowRight" });
    expect(nameOf(focused()!)).to.equal("Good");
    expect(stops()).to.deep.equal([[focused()], []]);
    await sendKeys({ press: "End" });
    expect(focused() === more(2)).to.equal(true);
    await sendKeys({ press: "ArrowRight" });
    expect(nameOf(focused()!)).to.equal("Copy");
    expect(stops()).to.deep.equal([[focused()], []]);
    fixture.host.dir = "rtl";
    await sendKeys({ press: "ArrowLeft" });
    expect(nameOf(focused()!)).to.equal("Good");
  });

  it("take one's own message into the field again", async () => {
    await open([]);
    buttons(1)[0]!.click();
    expect(told).to.deep.equal([["oc-request-edit", { text: message(1).text }]]);
    await offer([], { canEdit: false });
    expect(buttons(1).map(nameOf)).to.deep.equal(["Copy"]);
  });

  it("are not at what is not in the log yet, grows, or is no message", async () => {
    await open(THUMBS);
    const waits = message(0, { key: "k", seq: null, mine: true, from: "user", delivery: "waiting" });
    const system = message(5, { from: "system" });
    const grows = message(6, { streaming: true });
    await fixture.show({ ...appended(stateOf(4), system, grows), pending: [waits] });
    const bars = fixture.entries.slice(-3).map((entry) => entry.querySelectorAll("[role=toolbar]").length);
    expect(bars).to.deep.equal([0, 0, 0]);
  });
});

describe("a narrow box", () => {
  const many = Array.from({ length: 30 }, (_, i) => ({
    name: `a${i}`,
    label: `Action ${i}`,
    icon: UP,
    ...(i === 29 && { pressed: () => true }),
  }));

  it("leaves in the line what has room, and the rest is in a menu", async () => {
    await open(many, {}, 320);
    const inLine = shown(4).length;
    expect(inLine).to.be.within(4, 12);
    const { right } = fixture.scroller.getBoundingClientRect();
    for (const button of [...shown(4), more(4)])
      expect(button.getBoundingClientRect().right).to.be.at.most(right);
    more(4).click();
    expect(items()).to.have.length(32 - inLine);
    expect(nameOf(items().at(-1)!)).to.equal("Copy as Markdown");
    expect(items().at(-2)!.getAttribute("role")).to.equal("menuitemcheckbox");
    expect(items().at(-2)!.ariaChecked).to.equal("true");
    items()[0]!.click();
    expect(told).to.have.length(1);
    expect(items()).to.have.length(0);
    expect(focused() === more(4)).to.equal(true);
  });

  it("stays open where the browser refuses to copy", async () => {
    await open(THUMBS);
    const { setTimeout: later } = window;
    const { writeText } = navigator.clipboard;
    const delayed: (() => void)[] = [];
    window.setTimeout = ((work: () => void, ms?: number, ...given: unknown[]) =>
      ms === 900 ? delayed.push(work) : later(work, ms, ...given)) as typeof setTimeout;
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    try {
      more(4).click();
      items().at(-1)!.click();
      await until(() => nameOf(items().at(-1)!) === "You do not have permission for this.", "refusal");
    } finally {
      Object.assign(window, { setTimeout: later });
      Object.assign(navigator.clipboard, { writeText });
    }
    delayed[0]!();
    expect(items()).to.have.length(1);
  });

  it("gives back what has room again", async () => {
    await open(many.slice(0, 10), {}, 300);
    fixture.host.style.inlineSize = "900px";
    await until(() => shown(4).length === 11, "all buttons");
    expect(isDrawn(more(3))).to.equal(false);
  });

  it("has no menu at a message whose buttons all have room", async () => {
    await open([]);
    expect([isDrawn(more(3)), isDrawn(more(4))], "a person's and the agent's").to.deep.equal([false, true]);
  });

  it("is gone through by keys, and left by Escape", async () => {
    await open(many.slice(0, 12), {}, 300);
    more(4).focus();
    await sendKeys({ press: "Enter" });
    expect(more(4).ariaExpanded).to.equal("true");
    expect(focused() === items()[0]).to.equal(true);
    await sendKeys({ press: "ArrowUp" });
    expect(focused() === items().at(-1)).to.equal(true);
    await sendKeys({ press: "Home" });
    await sendKeys({ press: "ArrowDown" });
    expect(focused() === items()[1]).to.equal(true);
    let escapes = 0;
    fixture.host.addEventListener("keydown", () => (escapes += 1));
    await sendKeys({ press: "Escape" });
    expect(escapes, "what lies around stays open").to.equal(0);
    expect(items()).to.have.length(0);
    expect(focused() === more(4)).to.equal(true);
    expect(more(4).ariaExpanded).to.equal("false");
  });

  it("has its menu open again at once after a copy, and that stays open", async () => {
    await open([]);
    more(4).click();
    const timers = timersOf(() => items()[0]!.click());
    items()[0]!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    more(4).click();
    for (const work of timers) work();
    expect(items()).to.have.length(1);
    expect(more(4).ariaExpanded).to.equal("true");
  });

  it("keeps its menu within the window, on either side of the page", async () => {
    for (const dir of ["ltr", "rtl"]) {
      await open(many, {}, 300);
      fixture.host.dir = dir;
      more(4).click();
      const box = items()[0]!.parentElement!.getBoundingClientRect();
      expect(box.left).to.be.at.least(0);
      expect(box.right).to.be.at.most(innerWidth);
      expect(box.bottom).to.be.at.most(innerHeight);
      if (dir === "ltr") fixture.remove();
    }
  });
});

describe("the menu on a page", () => {
  const root = document.documentElement;

  afterEach(() => root.removeAttribute("style"));

  for (const css of ["zoom: 0.6", "zoom: 0.8", "font-size: 62.5%"])
    it(`of ${css} is at its button, with letters as large as those of messages`, async () => {
      root.style.cssText = css;
      await open([]);
      more(4).click();
      const menu = items()[0]!.parentElement!;
      const [at, button] = [menu, more(4)].map((element) => element.getBoundingClientRect());
      const apart = [at!.left - button!.left, at!.right - button!.right].map(Math.abs);
      expect(Math.min(...apart), "to the side").to.be.below(2);
      expect(Math.min(Math.abs(at!.top - button!.bottom), Math.abs(at!.bottom - button!.top))).to.be.below(2);
      const text = fixture.entry(4)!.querySelector("[part~=bubble]")!;
      expect(getComputedStyle(menu).fontSize).to.equal(getComputedStyle(text).fontSize);
    });
});

describe("actions that cannot be", () => {
  it("are left out: no array, no label, a name that is taken", async () => {
    await open([
      null,
      7,
      { name: "x" },
      { label: "y" },
      { name: "a", label: "One" },
      { name: "a", label: "Two" },
    ]);
    expect(buttons(2).map(nameOf)).to.deep.equal(["Copy", "One"]);
    await offer({ name: "a", label: "One" });
    expect(buttons(2).map(nameOf)).to.deep.equal(["Copy"]);
  });

  it("show markup as text, and no icon that is no path", async () => {
    const html = '<img src=x onerror="alert(1)">';
    await open(
      [
        { name: "a", label: html },
        { name: "b", label: "Icon", icon: html },
        { name: "c", label: "url", icon: "url(https://evil.example)" },
        { name: "d", label: `${"long ".repeat(2000)}` },
      ],
      {},
      600,
      true,
    );
    expect(buttons(2).map(nameOf).slice(1, 4)).to.deep.equal([html, "Icon", "url"]);
    expect(bar(2)!.querySelectorAll("img")).to.have.length(0);
    expect(nameOf(buttons(2)[4]!)).to.have.length(81);
    fixture.host.style.inlineSize = "400px";
    await until(() => shown(4).length < 5, "less room");
    expect(bar(2)!.getBoundingClientRect().width).to.be.at.most(400);
  });

  it("are left out where they cannot be read", async () => {
    const broken = {
      get name(): string {
        throw new Error("no");
      },
      label: "Broken",
    };
    class Share {
      get name() {
        return "share";
      }
      get label() {
        return "Share";
      }
    }
    await open([broken, new Share(), null, 7, "up"]);
    expect(buttons(2).map(nameOf)).to.deep.equal(["Copy", "Share"]);
  });

  it("are not pressed where `pressed` throws, which is told once", async () => {
    const broken = {
      name: "up",
      label: "Good",
      pressed: () => {
        throw new Error("no");
      },
    };
    await open([broken]);
    expect(buttons(2)[1]!.ariaPressed).to.equal("false");
    buttons(2)[1]!.click();
    await fixture.show(appended(stateOf(4), message(5), message(6)));
    expect(told.map(([type]) => type)).to.deep.equal(["oc-request-report", "oc-action"]);
    const { error } = told[0]![1] as { error: { code: string; message: string } };
    expect(error.code).to.equal("renderer");
    expect(error.message).to.contain('"up"');
  });
});
