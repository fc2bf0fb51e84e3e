import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { OcComposer } from "../../../src/ui/composer/oc-composer.js";
import { styles } from "../../../src/ui/styles/styles.js";
import { english } from "../../../src/ui/language/english.js";
import type { Presentation } from "../../../src/ui/presentation/presentation.js";

customElements.define("oc-composer", OcComposer);

const PRESENTATION = Object.freeze({ strings: english, locale: "en" }) as Presentation;

const KEYS = ["keydown", "keyup", "keypress"] as const;

let host: HTMLElement;
let composer: OcComposer;
let sent: string[];

const field = () => composer.querySelector("textarea")!;
const button = (part: string) => composer.querySelector<HTMLButtonElement>(`[part="${part}"]`);
const update = async (properties: Partial<OcComposer>) => {
  Object.assign(composer, properties);
  await composer.updateComplete;
};

/** Presses a key while a modifier is held; not every engine knows chords by one name. */
const chord = async (modifier: string, key: string) => {
  await sendKeys({ down: modifier });
  await sendKeys({ press: key });
  await sendKeys({ up: modifier });
};

beforeEach(async () => {
  host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet!);
  const frame = document.createElement("div");
  frame.className = "frame";
  composer = new OcComposer();
  composer.presentation = PRESENTATION;
  sent = [];
  composer.addEventListener("oc-request-send", (event) =>
    sent.push((event as CustomEvent<{ text: string }>).detail.text),
  );
  frame.append(composer);
  root.append(frame);
  document.body.append(host);
  await composer.updateComplete;
});

afterEach(() => host.remove());

it("has a round button while it stops in a narrow chat, which has no room for the words", async () => {
  await update({ working: true, canStop: true, stopping: true });
  const size = () => {
    const { width, height } = button("stop-button")!.getBoundingClientRect();
    return width - height;
  };
  host.style.inlineSize = "600px";
  expect(size()).to.be.above(20);
  host.style.inlineSize = "340px";
  expect(Math.abs(size())).to.be.below(1);
});

describe("sending", () => {
  it("asks for what was typed, without blank ends, on Enter, and keeps the draft", async () => {
    composer.focus();
    await sendKeys({ type: " Hello there " });
    await sendKeys({ press: "Enter" });
    expect(sent).to.deep.equal(["Hello there"]);
    expect(field().value).to.equal(" Hello there ");
    expect(composer.value).to.equal(" Hello there ");
  });

  it("breaks the line on Shift+Enter", async () => {
    composer.focus();
    await sendKeys({ type: "one" });
    await chord("Shift", "Enter");
    await sendKeys({ type: "two" });
    expect(sent).to.deep.equal([]);
    expect(composer.value).to.equal("one\ntwo");
  });

  it("leaves Enter to an input method that is composing, before and after Safari's compositionend", async () => {
    await update({ value: "にほ" });
    const press = (init: KeyboardEventInit) =>
      field().dispatchEvent(
        new KeyboardEvent("keydown", {
          key: "Enter",
          bubbles: true,
          composed: true,
          cancelable: true,
          ...init,
        }),
      );
    expect(press({ isComposing: true })).to.equal(true);
    expect(press({ keyCode: 229 })).to.equal(true);
    expect(sent).to.deep.equal([]);
    expect(press({})).to.equal(false);
    expect(sent).to.deep.equal(["にほ"]);
  });

  it("sends nothing that is blank", async () => {
    await update({ value: " \n " });
    composer.focus();
    await sendKeys({ press: "Enter" });
    expect(sent).to.deep.equal([]);
    expect(button("send-button")!.disabled).to.equal(true);
  });

  it("sends by its button and leaves the cursor in the field", async () => {
    await update({ value: "Hello" });
    composer.focus();
    const press = new MouseEvent("mousedown", { bubbles: true, composed: true, cancelable: true });
    expect(button("send-button")!.dispatchEvent(press)).to.equal(false);
    button("send-button")!.click();
    expect(sent).to.deep.equal(["Hello"]);
    expect(field().matches(":focus")).to.equal(true);
  });

  it("brings the cursor back when the button that was pressed is spent", async () => {
    await update({ value: "Hello" });
    button("send-button")!.focus();
    await update({ value: "" });
    expect(field().matches(":focus")).to.equal(true);
  });

  it("does nothing while disabled", async () => {
    await update({ value: "Hello", disabled: true });
    expect(field().disabled).to.equal(true);
    expect(button("send-button")!.disabled).to.equal(true);
    expect(composer.value).to.equal("Hello");
  });
});

describe("stopping", () => {
  it("offers to stop in the place of Send, only while the agent works and can be stopped", async () => {
    for (const [working, canStop] of [
      [false, false],
      [false, true],
      [true, false],
    ] as const) {
      await update({ working, canStop });
      expect(button("stop-button"), `${working} ${canStop}`).to.equal(null);
      expect(button("send-button"), `${working} ${canStop}`).not.to.equal(null);
    }
    await update({ working: true, canStop: true });
    expect(button("send-button")).to.equal(null);
    let asked = 0;
    composer.addEventListener("oc-request-stop", () => (asked += 1));
    button("stop-button")!.click();
    expect(asked).to.equal(1);
    button("stop-button")!.focus();
    await update({ working: false });
    expect(field().matches(":focus")).to.equal(true);
  });

  it("gives the place back to Send as soon as something is written", async () => {
    await update({ working: true, canStop: true });
    composer.focus();
    await sendKeys({ type: "And" });
    await composer.updateComplete;
    expect(button("stop-button")).to.equal(null);
    expect(button("send-button")!.disabled).to.equal(false);
    expect(field().matches(":focus")).to.equal(true);
  });

  it("says in words that it is stopping, and keeps the focus", async () => {
    await update({ working: true, canStop: true });
    button("stop-button")!.focus();
    await update({ stopping: true });
    expect(button("stop-button")!.textContent.trim()).to.equal("Stopping…");
    expect(button("stop-button")!.matches(":focus")).to.equal(true);
  });

  it("takes no second click of a double click on Send for a wish to stop", async () => {
    let asked = 0;
    composer.addEventListener("oc-request-stop", () => (asked += 1));
    await update({ value: "Go", canStop: true });
    button("send-button")!.click();
    await update({ value: "", working: true });
    button("stop-button")!.click();
    expect(asked).to.equal(0);
  });

  it("stops at once after a message that was sent with Enter, which no double click follows", async () => {
    let asked = 0;
    composer.addEventListener("oc-request-stop", () => (asked += 1));
    await update({ value: "Go", canStop: true });
    composer.focus();
    await sendKeys({ press: "Enter" });
    await update({ value: "", working: true });
    button("stop-button")!.click();
    expect(asked).to.equal(1);
  });
});

describe("what the page puts into a slot", () => {
  for (const tag of ["input", "select", "textarea"] as const)
    it(`keeps its presses, keys and pastes: ${tag}`, async () => {
      const own = host.appendChild(document.createElement(tag));
      own.slot = "composer-start";
      await update({ slots: "composer-start", value: "A draft" });
      const beyond: string[] = [];
      const note = ({ type }: Event) => beyond.push(type);
      const types = ["keydown", "keyup", "keypress", "paste", "copy", "cut"];
      for (const type of types) document.addEventListener(type, note);
      const options = { bubbles: true, composed: true, cancelable: true };
      for (const type of types.slice(0, 3))
        own.dispatchEvent(new KeyboardEvent(type, { key: "k", ...options }));
      for (const type of types.slice(3)) own.dispatchEvent(new ClipboardEvent(type, options));
      for (const type of types) document.removeEventListener(type, note);
      expect(beyond).to.deep.equal(types);
      expect(own.dispatchEvent(new MouseEvent("mousedown", options))).to.equal(true);
      expect(own.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ...options }))).to.equal(true);
      expect(sent).to.deep.equal([]);
    });
});

describe("what leaves the host", () => {
  it("is the native input event, once per change, with the new draft already readable", async () => {
    const values: string[] = [];
    host.addEventListener("input", (event) => {
      expect(event.target).to.equal(host);
      values.push(composer.value);
    });
    composer.focus();
    await sendKeys({ type: "ab" });
    expect(values).to.deep.equal(["a", "ab"]);
  });

  it("is no key of typing, but shortcuts, Escape and Tab", async () => {
    const here: string[] = [];
    const beyond: string[] = [];
    const name = ({ type, key }: KeyboardEvent) => `${type} ${key}`;
    const onDocument = (event: KeyboardEvent) => beyond.push(name(event));
    host.addEventListener("keydown", (event) => here.push(name(event)));
    for (const type of KEYS) document.addEventListener(type, onDocument);
    composer.focus();
    for (const press of ["j", "?", "ArrowUp", "Enter", "Escape", "F2"]) await sendKeys({ press });
    await chord("Control", "b");
    await chord("Control", "c");
    for (const type of KEYS) document.removeEventListener(type, onDocument);
    expect(beyond.filter((event) => event.startsWith("keydown"))).to.deep.equal([
      "keydown Escape",
      "keydown F2",
      "keydown Control",
      "keydown b",
      "keydown Control",
    ]);
    expect(beyond).not.to.include("keyup j");
    expect(beyond).not.to.include("keypress j");
    expect(here).to.include("keydown j");
  });

  it("is no paste for a page that takes pastes everywhere but in fields", () => {
    const beyond: string[] = [];
    const here: string[] = [];
    const onDocument = ({ type }: Event) => beyond.push(type);
    for (const type of ["paste", "copy", "cut"]) {
      document.addEventListener(type, onDocument);
      host.addEventListener(type, ({ type }) => here.push(type));
      field().dispatchEvent(new ClipboardEvent(type, { bubbles: true, composed: true }));
      document.removeEventListener(type, onDocument);
    }
    expect(beyond).to.deep.equal([]);
    expect(here).to.deep.equal(["paste", "copy", "cut"]);
  });
});

describe("the field", () => {
  it("grows with its text up to a limit, then scrolls", async () => {
    const height = () => field().getBoundingClientRect().height;
    const line = height();
    await update({ value: "one\ntwo\nthree" });
    const three = height();
    expect(three).to.be.greaterThan(line * 1.5);
    await update({ value: "line\n".repeat(100) });
    expect(height()).to.be.lessThan(line * 8);
    expect(field().scrollHeight).to.be.greaterThan(field().clientHeight);
    await update({ value: "" });
    expect(height()).to.equal(line);
  });

  it("names itself, and says how to write in words of the host or of the language", async () => {
    expect(field().getAttribute("aria-label")).to.equal("Message");
    expect(field().placeholder).to.equal("Write a message…");
    await update({ placeholder: "Ask about your order" });
    expect(field().placeholder).to.equal("Ask about your order");
    // WebKitGTK has no property for it.
    expect(field().getAttribute("enterkeyhint")).to.equal("send");
  });

  it("is seen to have the cursor in forced colours too, which draw outlines and no shadows", async () => {
    const box = composer.querySelector('[part~="composer"]')!;
    expect(getComputedStyle(box).outlineStyle).to.equal("none");
    field().focus();
    expect(getComputedStyle(box).outlineStyle).to.equal("solid");
  });

  it("is not written to while it already says what it should, so that undo and the cursor stay", async () => {
    composer.focus();
    await sendKeys({ type: "abc" });
    field().setSelectionRange(1, 1);
    await update({ value: "abc", placeholder: "other" });
    expect(field().selectionStart).to.equal(1);
  });
});
