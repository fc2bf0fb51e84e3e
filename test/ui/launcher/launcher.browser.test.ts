import { sendKeys } from "@web/test-runner-commands";
import { assert } from "chai";
import "../../../src/index.js";
import type { OcLauncher } from "../../../src/ui/launcher/oc-launcher.js";
import { ScriptedServer } from "../../support/scripted-server.js";
import { clickable } from "../../support/clickable.js";
import { until } from "../../support/element.js";

const tidy: (() => unknown)[] = [];

beforeEach(() => sessionStorage.clear());
afterEach(async () => {
  for (const work of tidy.splice(0).reverse()) await work();
});

/** Puts a launcher on the page, with a chat that asks `endpoint` and would show "hello" as a prompt. */
function mount(attributes: Record<string, string> = {}, endpoint = "http://127.0.0.1:9/"): OcLauncher {
  const launcher = document.createElement("oc-launcher");
  for (const [name, value] of Object.entries(attributes)) launcher.setAttribute(name, value);
  const chat = document.createElement("oc-session");
  chat.setAttribute("endpoint", endpoint);
  launcher.append(chat);
  document.body.append(launcher);
  tidy.push(() => launcher.remove());
  return launcher;
}

/** A launcher looks up what the tab remembers once the document is parsed, in the same task here. */
const recalled = () => new Promise((later) => setTimeout(later));

const part = (launcher: OcLauncher, name: string) =>
  launcher.shadowRoot!.querySelector<HTMLElement>(`[part="${name}"]`)!;
const isShown = (launcher: OcLauncher) => part(launcher, "panel").checkVisibility();
const edges = (element: Element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { left, right: innerWidth - right, top, bottom: innerHeight - bottom };
};

/** The part of an element that the window shows, from 0 to 1. */
const partInWindow = (element: Element) =>
  new Promise<number>((resolve) => {
    const observer = new IntersectionObserver(([seen]) => {
      observer.disconnect();
      resolve(seen!.intersectionRatio);
    });
    observer.observe(element);
  });

/** Replaces a property for the length of a test. */
function stub(object: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, {
    configurable: true,
    get: () => (typeof value === "function" ? value() : value),
  });
  tidy.push(() =>
    before ? Object.defineProperty(object, name, before) : Reflect.deleteProperty(object, name),
  );
}

function pressEscape(target: EventTarget): void {
  target.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true, cancelable: true }),
  );
}

describe("<oc-launcher>", () => {
  it("does not have screen readers call all that is in it clickable", async () => {
    const found = await clickable(() => mount());
    assert.deepEqual(
      found.filter(({ localName }) => localName === "oc-launcher"),
      [],
    );
  });

  it("takes properties that were set before it was defined", () => {
    const early = document.implementation.createHTMLDocument().createElement("oc-launcher");
    Object.assign(early, { open: true, label: "Help", placement: "bottom-start" });
    document.body.append(early);
    tidy.push(() => early.remove());
    assert.isTrue(early.hasAttribute("open"));
    assert.equal(early.getAttribute("label"), "Help");
    assert.equal(early.placement, "bottom-start");
    assert.isTrue(isShown(early));
  });

  it("lets a chat that has all it needs connect only when it is opened", async () => {
    const launcher = document.createElement("oc-launcher");
    const chat = document.createElement("oc-session");
    let asked = 0;
    const fetch = () => {
      asked += 1;
      return new Promise<Response>(() => {});
    };
    Object.assign(chat, { session: "ses_1", token: "ct_1", fetch });
    launcher.append(chat);
    document.body.append(launcher);
    tidy.push(() => launcher.remove());
    await chat.updateComplete;
    await recalled();
    await recalled();
    assert.equal(asked, 0);
    launcher.show();
    await until(() => asked === 1);
  });

  it("falls back to its defaults, and says what it takes", () => {
    const said: string[] = [];
    stub(console, "warn", () => (text: string) => said.push(text));
    const launcher = mount({ placement: "top", loading: "soon", label: "" });
    assert.deepEqual(said, [
      '<oc-launcher>: placement="top" is not one of bottom-end,bottom-start',
      '<oc-launcher>: loading="soon" is not one of lazy,eager',
    ]);
    assert.deepInclude(launcher, { placement: "bottom-end", loading: "lazy", label: "Chat", open: false });
    Object.assign(launcher, { placement: "bottom-start", label: "Help", open: true });
    Object.assign(launcher, { placement: null, label: undefined, open: null });
    assert.deepInclude(launcher, { placement: "bottom-end", label: "Chat", open: false });
    assert.lengthOf(said, 2);
  });

  it("reflects its state and tells of each change once", () => {
    const launcher = mount();
    const told: string[] = [];
    for (const type of ["oc-show", "oc-hide"] as const)
      document.body.addEventListener(type, () => told.push(type), { signal: endOfTest() });
    launcher.show();
    launcher.show();
    assert.isTrue(launcher.hasAttribute("open"));
    assert.isTrue(part(launcher, "panel").matches(":popover-open"));
    launcher.label = "Help";
    launcher.removeAttribute("open");
    launcher.hide();
    launcher.toggle();
    assert.deepEqual(told, ["oc-show", "oc-hide", "oc-show"]);
  });

  it("stays open, quietly, when it is moved", () => {
    const launcher = mount({ open: "" });
    const told: string[] = [];
    launcher.addEventListener("oc-show", () => told.push("show"));
    const elsewhere = document.body.appendChild(document.createElement("section"));
    tidy.push(() => elsewhere.remove());
    elsewhere.append(launcher);
    assert.isTrue(part(launcher, "panel").matches(":popover-open"));
    assert.deepEqual(told, []);
  });

  it("makes a chat where none was given", async () => {
    const launcher = document.createElement("oc-launcher");
    document.body.append(launcher);
    tidy.push(() => launcher.remove());
    assert.isNull(launcher.querySelector("oc-session"));
    launcher.show();
    await until(() => launcher.querySelector("oc-session")?.shadowRoot?.querySelector("textarea"));
  });

  it("obeys commands of other elements", async () => {
    const launcher = mount({ id: "help" });
    const button = document.body.appendChild(document.createElement("button"));
    button.setAttribute("commandfor", "help");
    tidy.push(() => button.remove());
    const press = (command: string) => {
      button.setAttribute("command", command);
      button.click();
    };
    press("--show");
    assert.isTrue(launcher.open);
    press("--toggle");
    assert.isFalse(launcher.open);
    press("--toggle");
    press("--hide");
    assert.isFalse(launcher.open);
    press("--other");
    assert.isFalse(launcher.open);
    button.onclick = () => false;
    press("--show");
    assert.isFalse(launcher.open);
  });
});

function endOfTest(): AbortSignal {
  const ending = new AbortController();
  tidy.push(() => ending.abort());
  return ending.signal;
}

describe("the launcher's chat", () => {
  it("asks nobody before it is opened, and then for a conversation", async () => {
    const server = await ScriptedServer.start();
    tidy.push(() => server.close());
    await server.answer("POST /chat", { status: 204 });
    await server.answer("POST /control", { status: 204 });
    const launcher = mount({}, `${server.url}/chat`);
    // Asked later than the chat would, had it not been held back.
    const control = document.createElement("oc-session");
    Object.assign(control, { endpoint: `${server.url}/control` });
    document.body.append(control);
    tidy.push(() => control.remove());
    const [first] = await server.requests(1);
    assert.equal(first?.url, "/control");
    assert.lengthOf(await server.requests(), 1);
    launcher.show();
    const [, second] = await server.requests(2);
    assert.equal(second?.url, "/chat");
    assert.equal(JSON.parse(second?.body ?? "").reason, "resume");
  });

  it("asks when the page is idle, if it is to be eager", async () => {
    const server = await ScriptedServer.start();
    tidy.push(() => server.close());
    await server.answer("POST /chat", { status: 204 });
    const launcher = mount({ loading: "eager" }, `${server.url}/chat`);
    await server.requests(1);
    assert.isFalse(launcher.open);
  });

  it("is told of by a badge while the panel is closed", () => {
    const launcher = mount();
    const tell = (count: number) =>
      launcher.firstElementChild!.dispatchEvent(
        new CustomEvent("oc-unread", { bubbles: true, composed: true, detail: { count } }),
      );
    const badge = part(launcher, "unread-badge");
    assert.isFalse(badge.checkVisibility());
    tell(3);
    assert.equal(badge.textContent, "3");
    assert.isTrue(badge.checkVisibility());
    const name = part(launcher, "launcher-button").querySelector(".spoken")!;
    assert.equal(name.textContent, "Chat 3 new messages");
    assert.equal(launcher.shadowRoot!.querySelector("[aria-live]")!.textContent, "Chat 3 new messages");
    assert.equal(badge.ariaHidden, "true");
    Object.assign(launcher.firstElementChild!, { unreadWords: undefined });
    tell(4);
    assert.equal(name.textContent, "Chat 4");
    launcher.show();
    assert.isFalse(badge.checkVisibility());
    launcher.hide();
    tell(0);
    assert.isFalse(badge.checkVisibility());
  });

  it("is that of the chat inside it, also where another one takes its place", async () => {
    const launcher = mount();
    await recalled();
    const detail = { count: 3 };
    launcher.firstElementChild!.dispatchEvent(new CustomEvent("oc-unread", { bubbles: true, detail }));
    assert.equal(part(launcher, "unread-badge").textContent, "3");
    launcher.replaceChildren(document.createElement("oc-session"));
    await recalled();
    assert.equal(part(launcher, "unread-badge").textContent, "");
  });
});

describe("the launcher's focus", () => {
  it("goes into the composer and comes back to where it was", async () => {
    const opener = document.body.appendChild(document.createElement("button"));
    tidy.push(() => opener.remove());
    const launcher = mount();
    opener.focus();
    launcher.show();
    assert.equal(launcher.shadowRoot!.activeElement, part(launcher, "panel"));
    await until(() => document.activeElement?.shadowRoot?.activeElement?.localName === "textarea");
    launcher.hide();
    assert.equal(document.activeElement, opener);
  });

  it("comes back to the launcher's button when the other place has gone", async () => {
    const opener = document.body.appendChild(document.createElement("button"));
    const launcher = mount();
    opener.focus();
    launcher.show();
    opener.remove();
    part(launcher, "close-button").click();
    assert.equal(launcher.shadowRoot!.activeElement, part(launcher, "launcher-button"));
  });

  it("stays where it is when it was not in the panel, or the page opens it", async () => {
    const field = document.body.appendChild(document.createElement("input"));
    tidy.push(() => field.remove());
    const launcher = mount();
    field.focus();
    launcher.open = true;
    await until(() => launcher.querySelector("oc-session")?.shadowRoot?.querySelector("textarea:enabled"));
    assert.equal(document.activeElement, field);
    pressEscape(field);
    assert.isTrue(launcher.open);
    launcher.open = false;
    assert.equal(document.activeElement, field);
  });

  it("stays in the field beside a modal dialog that holds the focus, but not inside one", async () => {
    const modal = document.body.appendChild(document.createElement("div"));
    modal.tabIndex = -1;
    modal.ariaModal = "true";
    tidy.push(() => modal.remove());
    // As Bootstrap's focus trap does.
    const trap = (event: Event) => modal.contains(event.target as Node) || modal.focus();
    document.addEventListener("focusin", trap, { signal: endOfTest() });
    const launcher = mount();
    launcher.show();
    await until(() => document.activeElement?.localName === "oc-session");
    let heard = 0;
    modal.addEventListener("focusin", () => (heard += 1));
    modal.append(launcher);
    part(launcher, "close-button").focus();
    assert.equal(heard, 1);
  });

  it("leaves by Escape, unless somebody inside uses the key", async () => {
    const launcher = mount();
    launcher.show();
    const chat = launcher.firstElementChild!;
    chat.addEventListener("keydown", (event) => event.preventDefault(), { once: true });
    pressEscape(chat);
    assert.isTrue(launcher.open);
    pressEscape(chat);
    assert.isFalse(launcher.open);
  });

  it("stays where Escape ends the composition of an input method, in Safari after its end too", () => {
    const launcher = mount();
    launcher.show();
    for (const composing of [{ isComposing: true, keyCode: 229 }, { keyCode: 229 }])
      launcher.firstElementChild!.dispatchEvent(
        new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true, ...composing }),
      );
    assert.isTrue(launcher.open);
  });
});

describe("the launcher and a native modal dialog", () => {
  function openModal(): HTMLDialogElement {
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.append(document.createElement("input"));
    tidy.push(() => dialog.remove());
    dialog.showModal();
    return dialog;
  }

  it("inside it is usable, and leaves by Escape without the dialog", async () => {
    const dialog = openModal();
    const launcher = mount();
    dialog.append(launcher);
    launcher.show();
    await until(() => document.activeElement?.shadowRoot?.activeElement?.localName === "textarea");
    await sendKeys({ type: "hi" });
    assert.equal(launcher.querySelector("oc-session")!.value, "hi");
    const { left, top } = part(launcher, "panel").getBoundingClientRect();
    assert.isTrue(launcher.contains(document.elementFromPoint(left + 50, top + 100)));
    await sendKeys({ press: "Escape" });
    assert.deepEqual([launcher.open, dialog.open], [false, true]);
    await sendKeys({ press: "Escape" });
    await until(() => !dialog.open);
  });

  it("behind it is under its backdrop and takes no focus, and can be used when the dialog is closed", async () => {
    const early = mount();
    const dialog = openModal();
    const late = mount({ placement: "bottom-start" });
    const parts = [early, late].flatMap((each) => [part(each, "launcher-button"), part(each, "panel")]);
    for (const launcher of [early, late]) {
      launcher.show();
      assert.isTrue(isShown(launcher));
    }
    assert.deepEqual(
      parts.filter((each) => each.matches(":popover-open")),
      [],
    );
    assert.isTrue(dialog.contains(document.activeElement));
    dialog.close();
    await until(() => parts.every((each) => each.matches(":popover-open")), "above all again");
    part(late, "close-button").click();
    await until(() => !isShown(late));
  });
});

describe("the launcher's place", () => {
  it("is the corner at the end of the line, or at its start, in either direction", () => {
    const root = document.documentElement;
    tidy.push(() => root.removeAttribute("dir"));
    const launcher = mount({ open: "" });
    for (const [dir, placement, side] of [
      ["ltr", "bottom-end", "right"],
      ["ltr", "bottom-start", "left"],
      ["rtl", "bottom-end", "left"],
      ["rtl", "bottom-start", "right"],
    ] as const) {
      root.dir = dir;
      launcher.placement = placement;
      for (const name of ["launcher-button", "panel"])
        assert.equal(edges(part(launcher, name))[side], 20, `${name} of ${placement} in ${dir}`);
    }
  });

  for (const [name, css] of [
    ["a root of 62.5 %", "html { font-size: 62.5% }"],
    ["a transformed body", "body { transform: translate(5px, 5px) scale(0.9); block-size: 100px }"],
    ["a filtered body", "body { filter: blur(0); block-size: 100px }"],
    ["a contained body", "body { contain: strict; block-size: 100px; inline-size: 100px }"],
  ] as const)
    it(`is the same, and of the same size, with ${name}`, async () => {
      const launcher = mount({ open: "" });
      const rects = () =>
        ["launcher-button", "panel"].map((name) => {
          const { width, height } = part(launcher, name).getBoundingClientRect();
          return { width, height, ...edges(part(launcher, name)) };
        });
      await Promise.all(
        part(launcher, "panel")
          .getAnimations()
          .map(({ finished }) => finished),
      );
      const before = rects();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
      tidy.push(() => (document.adoptedStyleSheets = []));
      assert.deepEqual(rects(), before);
    });

  for (const [name, isMeasured] of [
    ["is within the window", true],
    ["is within the window before the chat has measured it", false],
  ] as const)
    it(`${name} on a zoomed page`, async () => {
      document.body.style.zoom = "1.5";
      tidy.push(() => document.body.removeAttribute("style"));
      const launcher = mount();
      await launcher.querySelector("oc-session")!.updateComplete;
      launcher.open = true;
      const panel = part(launcher, "panel");
      if (!isMeasured) panel.removeAttribute("style");
      await Promise.all(panel.getAnimations().map(({ finished }) => finished));
      assert.isAbove(await partInWindow(panel), 0.99);
    });

  it("keeps within what an on-screen keyboard leaves of the window, also when it was moved", async () => {
    const view = Object.assign(new EventTarget(), { scale: 1, offsetTop: 0, height: innerHeight });
    stub(globalThis, "visualViewport", view);
    const launcher = mount({ open: "" });
    await launcher.querySelector("oc-session")!.updateComplete;
    const elsewhere = document.body.appendChild(document.createElement("section"));
    tidy.push(() => elsewhere.remove());
    elsewhere.append(launcher);
    Object.assign(view, { offsetTop: 60, height: 300 });
    view.dispatchEvent(new Event("resize"));
    const { top, bottom } = part(launcher, "panel").getBoundingClientRect();
    assert.isAtLeast(top, 60);
    assert.isAtMost(bottom, 360);
    // Magnified by two fingers: not followed.
    Object.assign(view, { scale: 2, height: 100 });
    view.dispatchEvent(new Event("scroll"));
    assert.equal(part(launcher, "panel").getBoundingClientRect().bottom, bottom);
  });

  it("is nothing to the window any more once the launcher is gone, also before its chat was drawn", async () => {
    const view = Object.assign(new EventTarget(), { scale: 1, offsetTop: 0, height: innerHeight });
    stub(globalThis, "visualViewport", view);
    const launcher = mount({ open: "" });
    launcher.remove();
    await launcher.querySelector("oc-session")!.updateComplete;
    view.height = 111;
    view.dispatchEvent(new Event("resize"));
    assert.notEqual(part(launcher, "panel").style.getPropertyValue("--_height"), "111px");
  });

  it("is kept without popovers too", () => {
    stub(HTMLElement.prototype, "togglePopover", undefined);
    const launcher = mount();
    assert.isFalse(isShown(launcher));
    launcher.show();
    assert.isTrue(isShown(launcher));
    assert.equal(edges(part(launcher, "panel")).right, 20);
    pressEscape(part(launcher, "panel"));
    assert.isFalse(launcher.open);
  });

  it("is free of what the chat's header shows, in any size of the chat's text", async () => {
    const launcher = mount();
    const chat = launcher.querySelector("oc-session")!;
    chat.append(Object.assign(document.createElement("button"), { slot: "header-end", textContent: "?" }));
    launcher.open = true;
    await until(() => chat.shadowRoot?.querySelector("slot[name=header-end]"));
    for (const size of ["11px", "15px", "30px"]) {
      launcher.style.setProperty("--oc-font-size", size);
      const shown = chat.firstElementChild!.getBoundingClientRect();
      // By so much the menu's button, which is beside the slot, reaches further.
      const reach = 0.4 * parseFloat(size);
      const { left } = part(launcher, "close-button").getBoundingClientRect();
      assert.isAtMost(Math.floor(shown.right + reach), left, size);
    }
  });

  it("follows the properties of a page", () => {
    const launcher = mount({ open: "" });
    launcher.style.setProperty("--oc-launcher-inset", "50px");
    launcher.style.setProperty("--oc-launcher-width", "300px");
    launcher.style.setProperty("--oc-launcher-height", "200px");
    const panel = part(launcher, "panel");
    assert.equal(edges(panel).right, 50);
    assert.equal(panel.offsetWidth, 300);
    assert.equal(panel.offsetHeight, 200);
    assert.equal(edges(part(launcher, "launcher-button")).bottom, 50);
  });
});

describe("the launcher's memory", () => {
  it("shows it as it was left, each by its own id", async () => {
    const first = mount({ id: "first" });
    const second = mount({ id: "second", open: "" });
    await recalled();
    first.show();
    second.hide();
    for (const launcher of [first, second]) launcher.remove();
    const again = [
      mount({ id: "first" }),
      mount({ id: "second", open: "" }),
      mount({ id: "third", open: "" }),
    ];
    await recalled();
    assert.deepEqual(
      again.map(({ open }) => open),
      [true, false, true],
    );
    assert.equal(document.activeElement, document.body);
  });

  it("gives way to who opens it before it is looked up", async () => {
    const closed = mount({ id: "first" });
    await recalled();
    closed.show();
    closed.hide();
    closed.remove();
    const launcher = mount({ id: "first" });
    launcher.show();
    await recalled();
    assert.isTrue(launcher.open);
  });

  it("is each person's own, and none where nothing is to be kept", async () => {
    const mountFor = (attributes: Record<string, string>) => {
      const launcher = document.createElement("oc-launcher");
      const chat = document.createElement("oc-session");
      launcher.id = "shared";
      for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
      launcher.append(chat);
      document.body.append(launcher);
      return launcher;
    };
    for (const attributes of [{ user: "ann" }, { viewer: "zoe" }, { user: "eve", storage: "none" }]) {
      const launcher = mountFor(attributes);
      await recalled();
      launcher.show();
      launcher.remove();
    }
    const again = [
      ...[{ user: "ann" }, { user: "bob" }, { user: "eve", storage: "none" }, {}],
      ...[{ viewer: "zoe" }, { viewer: "amy" }, { user: "ann", viewer: "zoe" }],
    ].map(mountFor);
    await recalled();
    assert.deepEqual(
      again.map(({ open }) => open),
      [true, false, false, false, true, false, false],
    );
    again.forEach((launcher) => launcher.remove());
  });

  it("may be forbidden", async () => {
    stub(globalThis, "sessionStorage", () => {
      throw new DOMException("Forbidden", "SecurityError");
    });
    const launcher = mount({ open: "" });
    await recalled();
    assert.isTrue(launcher.open);
    launcher.hide();
    assert.isFalse(launcher.open);
  });
});

describe("printing", () => {
  it("takes an open panel out of the layer above the page, and puts it back with the focus in it", async () => {
    const launcher = mount({ open: "" });
    await recalled();
    const panel = part(launcher, "panel");
    panel.focus();
    dispatchEvent(new Event("beforeprint"));
    assert.isFalse(panel.matches(":popover-open"));
    assert.isTrue(isShown(launcher));
    dispatchEvent(new Event("afterprint"));
    assert.isTrue(panel.matches(":popover-open"));
    assert.equal(launcher.shadowRoot!.activeElement, panel);
    assert.isTrue(launcher.open);
  });

  it("leaves a closed one closed", async () => {
    const launcher = mount();
    await recalled();
    dispatchEvent(new Event("beforeprint"));
    dispatchEvent(new Event("afterprint"));
    assert.isFalse(part(launcher, "panel").matches(":popover-open"));
    assert.isFalse(isShown(launcher));
  });
});
