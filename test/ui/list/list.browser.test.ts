import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import "../../../src/list.js";
import type { OcSessionList } from "../../../src/list.js";
import { clickable } from "../../support/clickable.js";
import { until } from "../../support/wait.js";

const NOW = Date.now();
const ITEMS = [
  { session: "ses_a", title: "Primes in Python", updatedAt: new Date(NOW), unread: 3 },
  { session: "ses_b", title: "A web page", updatedAt: "2020-05-17T10:00:00Z", state: "working" },
  { session: "ses_c", title: "Make it better", updatedAt: NOW - 86_400_000, state: "awaiting-input" },
] as const;

/** More items than are drawn at first. */
const MANY = Array.from({ length: 150 }, (_, i) => ({ session: `ses_${i}` }));

let box: HTMLElement;
let list: OcSessionList;
let told: [string, unknown][];

async function open(properties: Partial<OcSessionList> = {}, dir = "ltr"): Promise<void> {
  box = document.createElement("div");
  box.dir = dir;
  box.style.cssText = "inline-size: 300px; block-size: 500px";
  list = Object.assign(document.createElement("oc-session-list"), { items: ITEMS, ...properties });
  list.style.blockSize = "100%";
  told = [];
  for (const type of ["oc-select", "oc-rename", "oc-delete"] as const)
    box.addEventListener(type, (event) => told.push([type, event.detail]));
  box.append(list);
  document.body.append(box);
  await list.updateComplete;
}

afterEach(() => box.remove());

const all = (part: string) => [...list.shadowRoot!.querySelectorAll<HTMLElement>(`[part~="${part}"]`)];
const words = (part: string) => all(part).map(({ textContent }) => textContent.trim());
const focused = () => list.shadowRoot!.activeElement as HTMLElement;
const row = () => focused().closest("li")?.dataset["session"];
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await sendKeys({ press: key });
  await list.updateComplete;
}

describe("a list of conversations", () => {
  it("shows what each is called, when it was, what is unread, and where it stands", async () => {
    await open();
    expect(words("title")).to.deep.equal(["Primes in Python", "A web page", "Make it better"]);
    expect(words("state")).to.deep.equal(["Working…", "Needs you"]);
    expect(words("unread-badge")).to.deep.equal(["3"]);
    expect(words("time")[0]).to.match(/\d/);
    expect(words("time").slice(1)).to.deep.equal(["5/17/2020", "Yesterday"]);
  });

  it("names each row by all that it shows, whether a browser lays it out or not", async () => {
    await open();
    const [today = ""] = words("time");
    expect(all("item-button").map(({ ariaLabel }) => ariaLabel)).to.deep.equal([
      `Primes in Python, ${today}, 3 new messages`,
      "A web page, 5/17/2020, Working…",
      "Make it better, Yesterday, Needs you",
    ]);
    for (const button of [...all("rename-button"), ...all("delete-button")])
      expect(button.title, "a title that differs is read after the name").to.equal(button.ariaLabel);
  });

  it("has no row that a screen reader calls clickable", async () => {
    expect(await clickable(open)).to.deep.equal([]);
  });

  it("shows what can be read where a host's items are odd", async () => {
    const long = "x".repeat(10_000);
    const odd = [
      {
        session: "ses_a",
        title: `<img src=x onerror=alert(1)>\u202egpj\n${long}`,
        updatedAt: 1n,
        unread: -3,
      },
      { session: "ses_b", title: {}, updatedAt: Symbol("when"), unread: Number.NaN, state: "<b>" },
      { session: "ses_c", title: "c", updatedAt: 9e15, unread: Infinity },
      { session: "ses_d", title: "d", unread: Symbol("some") },
      { session: "ses_a", title: "again" },
      {
        get session(): string {
          throw new Error("no");
        },
      },
      null,
      7,
    ];
    await open({ items: odd as unknown as typeof ITEMS });
    const [first = "", ...others] = words("title");
    expect(first).to.match(/^<img src=x onerror=alert\(1\)>gpj x+…$/);
    expect(first.length).to.be.at.most(201);
    expect(others).to.deep.equal(["Untitled conversation", "c", "d"]);
    expect(words("unread-badge")).to.deep.equal(["∞", "•"]);
    expect(all("time")).to.deep.equal([]);
    expect(list.shadowRoot!.querySelector("img")).to.equal(null);
  });

  it("has a line where there is nothing to say of the agent, in the middle of its row", async () => {
    await open();
    const middle = (element: HTMLElement) => {
      const { top, height } = element.getBoundingClientRect();
      return top + height / 2;
    };
    const [one, two] = all("item") as [HTMLElement, HTMLElement];
    // Rows are laid out once it is known that they are in view.
    await until(() => one.offsetHeight < two.offsetHeight, "a line and two");
    expect(middle(all("title")[0]!)).to.be.closeTo(middle(one), 1.5);
  });

  it("says that it is empty, in the host's words where it has any", async () => {
    await open({ items: [] });
    expect(words("empty")).to.deep.equal(["No conversations yet"]);
    list.strings = { "list.empty": "Nothing here" };
    await list.updateComplete;
    expect(words("empty")).to.deep.equal(["Nothing here"]);
  });

  it("tells which was chosen", async () => {
    await open();
    all("item-button")[1]!.click();
    expect(told).to.deep.equal([["oc-select", { session: "ses_b" }]]);
  });

  it("has the chat show it that `for` names, unless the host prevents that", async () => {
    await open({ for: "chat" });
    const chat = Object.assign(document.createElement("div"), { id: "chat", session: "ses_a" });
    box.append(chat);
    all("item-button")[1]!.click();
    expect(chat.session).to.equal("ses_b");
    chat.dispatchEvent(new CustomEvent("oc-session-change"));
    await list.updateComplete;
    expect(all("item-button").map(({ ariaCurrent }) => ariaCurrent)).to.deep.equal([null, "true", null]);
    // The background of the open one alone hardly differs from that of the others.
    const edges = all("item").map((item) => getComputedStyle(item).boxShadow !== "none");
    expect(edges).to.deep.equal([false, true, false]);
    box.addEventListener("oc-select", (event) => event.preventDefault());
    all("item-button")[2]!.click();
    expect(chat.session).to.equal("ses_b");
  });

  it("follows the chat that `for` names also once it was moved", async () => {
    await open({ for: "chat" });
    const chat = Object.assign(document.createElement("div"), { id: "chat", session: "ses_a" });
    box.append(chat);
    list.requestUpdate();
    await list.updateComplete;
    box.append(list);
    chat.session = "ses_c";
    chat.dispatchEvent(new CustomEvent("oc-session-change"));
    await list.updateComplete;
    expect(all("item-button").map(({ ariaCurrent }) => ariaCurrent)).to.deep.equal([null, null, "true"]);
  });

  it("draws more rows as they are looked at also once it was moved", async () => {
    await open({ items: MANY });
    box.append(list);
    list.scrollTo(0, list.scrollHeight);
    await until(() => all("item").length === MANY.length, "the rest");
  });

  it("is one stop for the Tab key; arrows go along the rows, and along the buttons of one", async () => {
    await open({ selected: "ses_b" });
    all("item-button")[1]!.focus();
    await press("ArrowDown");
    expect(row()).to.equal("ses_c");
    await press("Home", "ArrowRight");
    expect(row()).to.equal("ses_a");
    expect(focused().ariaLabel).to.equal("Rename: Primes in Python");
    await press("ArrowRight");
    expect(focused().ariaLabel).to.equal("Delete: Primes in Python");
    await press("End");
    expect(row()).to.equal("ses_c");
    const stops = [...list.shadowRoot!.querySelectorAll("button")].filter(({ tabIndex }) => tabIndex === 0);
    expect(new Set(stops.map((button) => button.closest("li")!.dataset["session"]))).to.deep.equal(
      new Set(["ses_c"]),
    );
    box.dir = "rtl";
    await press("ArrowLeft");
    expect(focused().part.value).to.equal("rename-button");
  });

  it("renames by a field, and shows the new title at once", async () => {
    await open();
    all("item-button")[0]!.focus();
    await press("F2");
    expect((focused() as HTMLInputElement).value).to.equal("Primes in Python");
    await sendKeys({ type: "  Prime \u202enumbers " });
    await press("Enter");
    expect(told).to.deep.equal([["oc-rename", { session: "ses_a", title: "Prime numbers" }]]);
    expect(words("title")[0]).to.equal("Prime numbers");
    expect(row()).to.equal("ses_a");
    list.items = [...ITEMS];
    await list.updateComplete;
    expect(words("title")[0]).to.equal("Primes in Python");
  });

  it("keeps the letters of a title from the shortcuts of the page", async () => {
    await open();
    all("item-button")[0]!.focus();
    await press("F2");
    const beyond: string[] = [];
    const note = ({ type, key }: KeyboardEvent) => beyond.push(`${type} ${key}`);
    for (const type of ["keydown", "keyup", "keypress"] as const) document.addEventListener(type, note);
    await press("k", "F2");
    for (const type of ["keydown", "keyup", "keypress"] as const) document.removeEventListener(type, note);
    expect(beyond.filter((event) => !event.endsWith("F2"))).to.deep.equal([]);
    expect(beyond).to.include("keydown F2");
  });

  it("leaves Enter and Escape to an input method, in Safari after its composition too", async () => {
    await open();
    all("item-button")[0]!.focus();
    await press("F2");
    const field = focused() as HTMLInputElement;
    field.value = "素数";
    for (const key of ["Enter", "Escape"])
      for (const composing of [{ isComposing: true }, { keyCode: 229 }])
        field.dispatchEvent(
          new KeyboardEvent("keydown", { key, bubbles: true, composed: true, ...composing }),
        );
    await list.updateComplete;
    expect([told, all("rename-input").length]).to.deep.equal([[], 1]);
  });

  it("keeps what is being written when the host names the conversation meanwhile", async () => {
    await open();
    all("item-button")[0]!.focus();
    await press("F2");
    await sendKeys({ type: "My own" });
    list.items = ITEMS.map((item) => ({ ...item, title: "Named by the agent" }));
    await list.updateComplete;
    expect((focused() as HTMLInputElement).value).to.equal("My own");
    await press("Enter");
    expect(told).to.deep.equal([["oc-rename", { session: "ses_a", title: "My own" }]]);
  });

  it("leaves the title alone after Escape, an empty field, or a host's word", async () => {
    await open();
    all("item-button")[0]!.focus();
    await press("F2");
    await sendKeys({ type: "Other" });
    let escapes = 0;
    box.addEventListener("keydown", () => (escapes += 1));
    await press("Escape");
    expect(escapes).to.equal(0);
    await press("F2");
    (focused() as HTMLInputElement).value = " ";
    await press("Enter");
    expect(told).to.deep.equal([]);
    box.addEventListener("oc-rename", (event) => event.preventDefault());
    await press("F2");
    await sendKeys({ type: "Third" });
    await press("Enter");
    expect(told).to.deep.equal([["oc-rename", { session: "ses_a", title: "Third" }]]);
    expect(words("title")[0]).to.equal("Primes in Python");
  });

  it("ends what was begun at a row that goes, and goes on where the host only says more of it", async () => {
    await open();
    for (const key of ["F2", "Delete"]) {
      all("item-button")[0]!.focus();
      await press(key);
      const begun = focused();
      list.items = ITEMS.map((item) => ({ ...item, unread: 9 }));
      await list.updateComplete;
      expect(focused()).to.equal(begun);
      list.items = [];
      await list.updateComplete;
      list.items = ITEMS;
      await list.updateComplete;
      expect(all("rename-input").length + all("confirm-button").length).to.equal(0);
      expect(words("title")).to.have.length(3);
    }
    expect(told).to.deep.equal([]);
  });

  it("deletes what the person confirms, and goes on with the next row", async () => {
    await open();
    all("item-button")[0]!.focus();
    await press("Delete");
    expect(focused().textContent!.trim()).to.equal("Cancel");
    await press("Enter");
    expect(told).to.deep.equal([]);
    expect(row()).to.equal("ses_a");
    await press("Delete");
    all("confirm-button")[0]!.click();
    await list.updateComplete;
    expect(told).to.deep.equal([["oc-delete", { session: "ses_a" }]]);
    expect(words("title")).to.deep.equal(["A web page", "Make it better"]);
    expect(row()).to.equal("ses_b");
    box.addEventListener("oc-delete", (event) => event.preventDefault());
    await press("Delete");
    all("confirm-button")[0]!.click();
    await list.updateComplete;
    expect(words("title")).to.have.length(2);
  });

  it("shows the focus within the ring of the open row in forced colours, where both have one colour", async () => {
    await open({ selected: "ses_a" });
    const root = list.shadowRoot!;
    const forced = root.adoptedStyleSheets
      .flatMap(({ cssRules }) => [...cssRules])
      .filter((rule) => rule instanceof CSSMediaRule && rule.conditionText === "(forced-colors: active)")
      .flatMap((rule) => [...(rule as CSSMediaRule).cssRules].map(({ cssText }) => cssText));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(forced.join(""));
    root.adoptedStyleSheets.push(sheet);
    all("item-button")[1]!.focus();
    await press("ArrowUp");
    const [opened, ring] = [all("item")[0]!, focused()].map((element) => getComputedStyle(element));
    expect(ring!.outlineStyle).to.equal("solid");
    const apart = parseFloat(opened!.outlineOffset) - parseFloat(ring!.outlineOffset);
    expect(apart).to.be.at.least(3);
  });

  it("keeps the focus when the row that has it goes, whoever removes it", async () => {
    await open();
    const confirmDeletion = async () => {
      await press("Delete");
      all("confirm-button")[0]!.click();
      await list.updateComplete;
    };
    all("item-button")[2]!.focus();
    await confirmDeletion();
    expect(row()).to.equal("ses_b");
    list.items = [ITEMS[0]];
    await list.updateComplete;
    expect(row()).to.equal("ses_a");
    await confirmDeletion();
    expect(focused().part.value).to.equal("empty");
    list.items = MANY;
    await list.updateComplete;
    expect(row()).to.equal("ses_0");
    expect(focused().tabIndex).to.equal(0);
  });

  it("keeps the focus when the button that draws more rows goes", async () => {
    await open({ items: MANY });
    const [more] = all("more-button");
    more!.focus({ preventScroll: true });
    more!.click();
    await list.updateComplete;
    expect(row()).to.equal("ses_100");
  });

  it("speaks the page's language, in its direction", async () => {
    await import("../../../src/locales/ar.js");
    await open({}, "rtl");
    box.lang = "ar";
    await until(() => words("state")[1] === "بانتظارك", "Arabic");
    const [title] = all("title");
    const [time] = all("time");
    expect(title!.getBoundingClientRect().left).to.be.above(time!.getBoundingClientRect().left);
  });
});

it("begins every title at the same edge, whatever its direction", async () => {
  const titles = ["Latin", "طلب رقم 1042"];
  await open({ items: titles.map((title, i) => ({ session: `ses_${i}`, title })) });
  const [latin, arabic] = all("title").map((title) => {
    const range = document.createRange();
    range.selectNodeContents(title);
    return range.getBoundingClientRect().left;
  });
  expect(arabic).to.be.closeTo(latin!, 1);
});

describe("items that cannot be", () => {
  it("are left out, and titles are one line of text", async () => {
    const html = "<img src=x onerror=alert(1)>";
    const items = [
      null,
      { session: 7, title: "x" },
      { session: "ses_1", title: html },
      { session: "ses_1", title: "again" },
      {
        session: "ses_2",
        title: `a\n\u202eb${"x".repeat(10_000)}`,
        updatedAt: "no date",
        unread: Number.NaN,
      },
      { session: "ses_3" },
    ];
    await open({ items: items as unknown as OcSessionList["items"] });
    expect(words("title").map((title) => title.slice(0, 40))).to.deep.equal([
      html.slice(0, 40),
      `a b${"x".repeat(37)}`,
      "Untitled conversation",
    ]);
    expect(words("title")[1]!.length).to.be.below(210);
    list.items = [{ session: "ses_4", title: `${"x".repeat(199)}😀😀` }];
    await list.updateComplete;
    expect(words("title")).to.deep.equal([`${"x".repeat(199)}…`]);
    expect(list.shadowRoot!.querySelectorAll("img, time")).to.have.length(0);
    expect(list.scrollWidth).to.equal(list.clientWidth);
    list.items = "nonsense" as unknown as OcSessionList["items"];
    await list.updateComplete;
    expect(words("empty")).to.have.length(1);
  });

  it("may be five thousand, of which as many are drawn as are looked at", async () => {
    const items = Array.from({ length: 5000 }, (_, i) => ({
      session: `ses_${i}`,
      title: `Conversation ${i}`,
      updatedAt: NOW - i * 60_000,
    }));
    const began = performance.now();
    await open({ items });
    expect(performance.now() - began).to.be.below(2000);
    expect(all("item")).to.have.length(100);
    list.scrollTo(0, list.scrollHeight);
    await until(() => all("item").length === 200, "the next page");
    all("item-button").at(-1)!.focus();
    list.scrollTo(0, list.scrollHeight);
    await until(() => all("item").length > 200, "another one");
    all("more-button")[0]!.click();
    await list.updateComplete;
    expect(focused().textContent).to.contain("Conversation 199");
  });
});
