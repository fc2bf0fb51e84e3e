import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { menuFile } from "../../../src/ui/element/tools/header-menu.js";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { bubbles, mount, part, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";

/** The header's menu: what it offers, and how it is used without a pointer. */

let server: LocalServer;
let chat: OcSession;

before(async () => {
  server = await LocalServer.start();
});
after(() => server.close());
afterEach(() => {
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
});

async function open(properties: Partial<OcSession> = {}, input: string | undefined = "Hello"): Promise<void> {
  const { id, token } = await server.createSession(input === "" ? {} : { input });
  chat = mount({ session: id, token, baseUrl: server.baseUrl, menu: "print copy download", ...properties });
  await until(() => chat.connection === "live");
  if (input) await until(() => bubbles(chat).length > 0);
}

const button = () => part(chat, "menu-button");
const menu = () => part(chat, "menu");
const items = () => [...chat.shadowRoot!.querySelectorAll<HTMLElement>('[part~="menu-item"]')];
const focused = () => chat.shadowRoot!.activeElement;
const words = () => items().map((item) => item.textContent?.trim());
const isOpen = () => menu() !== null;

async function openMenu(): Promise<void> {
  (await until(button)).focus();
  button()!.click();
  await until(isOpen, "the menu");
}

/** The first test of this page, because the file is loaded once. */
it("is open after two presses before its file has come, which a third press closes", async () => {
  let arrive: () => void = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  menuFile.from(() => held.then(() => import("../../../src/ui/menu/menu.js")));
  await open();
  (await until(button)).click();
  button()!.click();
  arrive();
  await until(isOpen, "the menu");
  await chat.updateComplete;
  expect([isOpen(), button()!.ariaExpanded]).to.deep.equal([true, "true"]);
  button()!.click();
  await until(() => !isOpen(), "closed");
});

it("is not there unless it is asked for, nor while there is nothing to do", async () => {
  await open({ menu: null });
  expect(button() === null).to.equal(true);
  chat.menu = "copy";
  await until(button, "the button");
  chat.remove();
  await open({ afterSeq: 1 }, "");
  await chat.updateComplete;
  expect(button() === null).to.equal(true);
  await chat.send("Hello");
  await until(button, "the button");
});

it("offers what is asked for in its own order, and warns of what it does not know", async () => {
  await open({ menu: "print copy" });
  await openMenu();
  expect(words()).to.deep.equal(["Copy conversation", "Print conversation"]);
});

it("is a menu button: it says what it opens, and whether that is open", async () => {
  await open();
  const closed = await until(button);
  expect([closed.ariaHasPopup, closed.ariaExpanded, closed.ariaLabel]).to.deep.equal([
    "menu",
    "false",
    "Actions",
  ]);
  await openMenu();
  expect(button()!.ariaExpanded).to.equal("true");
  expect([menu()!.role, menu()!.ariaLabel]).to.deep.equal(["menu", "Actions"]);
  expect(items().map(({ role }) => role)).to.deep.equal(["menuitem", "menuitem", "menuitem"]);
});

it("is gone through by keys, around its ends and by first letters", async () => {
  await open();
  (await until(button)).focus();
  await sendKeys({ press: "ArrowDown" });
  await until(() => focused() === items()[0]);
  for (const [key, index] of [
    ["ArrowDown", 1],
    ["ArrowUp", 0],
    ["ArrowUp", 2],
    ["ArrowDown", 0],
    ["End", 2],
    ["Home", 0],
    ["p", 2],
    ["D", 1],
  ] as const) {
    await sendKeys({ press: key });
    expect(items().indexOf(focused() as HTMLElement), key).to.equal(index);
  }
});

it("opens at its last item with the key that leads up", async () => {
  await open();
  (await until(button)).focus();
  await sendKeys({ press: "ArrowUp" });
  await until(() => focused() === items()[2]);
});

it("closes by Escape, which goes no further, and gives the focus back", async () => {
  await open();
  let escaped = 0;
  const count = (event: Event) => ((event as KeyboardEvent).key === "Escape" ? (escaped += 1) : 0);
  document.addEventListener("keydown", count);
  await openMenu();
  await sendKeys({ press: "Escape" });
  document.removeEventListener("keydown", count);
  expect([isOpen(), focused() === button(), escaped]).to.deep.equal([false, true, 0]);
  expect(button()!.ariaExpanded).to.equal("false");
});

it("closes with Tab, which goes on from the button", async () => {
  await open();
  await openMenu();
  await sendKeys({ press: "Tab" });
  expect(isOpen()).to.equal(false);
  expect(focused() === part(chat, "transcript")).to.equal(true);
});

it("closes with a press anywhere else, and with its own button", async () => {
  await open();
  await openMenu();
  button()!.click();
  await until(() => !isOpen());
  await openMenu();
  part(chat, "transcript")!.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true }));
  expect(isOpen()).to.equal(false);
});

it("opens toward the inside where the page is read from the right", async () => {
  document.documentElement.dir = "rtl";
  try {
    await open();
    await openMenu();
    const [box, list, frame] = [button()!, menu()!, chat].map((element) => element.getBoundingClientRect());
    expect(box!.right - frame!.left).to.be.lessThan(frame!.width / 2);
    expect(list!.left).to.be.at.least(frame!.left);
    expect(list!.right).to.be.at.most(frame!.right);
  } finally {
    document.documentElement.dir = "";
  }
});

it("downloads the conversation as markdown, and says so", async () => {
  await open({ heading: "Help: desk/1" });
  let file: { name: string; text: Promise<string> } | undefined;
  const original = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    file = { name: this.download, text: fetch(this.href).then((answer) => answer.text()) };
  };
  try {
    await openMenu();
    items()[1]!.click();
    await until(() => words()[1] === "✓ Downloaded");
    expect(file?.name).to.match(/^Help desk 1 \d{4}-\d\d-\d\d\.md$/);
    expect(await file?.text).to.match(/> Hello/);
    await until(() => !isOpen());
    expect(focused() === button()).to.equal(true);
  } finally {
    HTMLAnchorElement.prototype.click = original;
  }
});

it("copies the conversation; where it may not, it says so and stays open", async () => {
  await open();
  const { clipboard } = navigator;
  const copied: string[] = [];
  let isRefused = true;
  const fake = {
    write: async ([item]: ClipboardItem[]) => {
      if (isRefused) throw new DOMException("", "NotAllowedError");
      copied.push(await (await item!.getType("text/plain")).text());
    },
  };
  Object.defineProperty(navigator, "clipboard", { value: fake, configurable: true });
  try {
    await openMenu();
    items()[0]!.click();
    await until(() => items()[0]!.ariaDisabled === null);
    expect(words()[0]).to.equal("You do not have permission for this.");
    isRefused = false;
    items()[0]!.click();
    await until(() => words()[0] === "✓ Copied");
    expect(copied[0]).to.match(/> Hello/);
  } finally {
    Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
  }
});

it("prints the conversation without what stands around it, and leaves the page as it was", async () => {
  await open();
  const around = document.createElement("p");
  document.body.append(around);
  const original = globalThis.print;
  const sheets: string[] = [];
  globalThis.print = () => {
    for (const sheet of document.adoptedStyleSheets)
      for (const rule of sheet.cssRules) sheets.push(rule.cssText);
  };
  try {
    await openMenu();
    items()[2]!.click();
    expect([sheets.length, isOpen(), focused()]).to.deep.equal([1, false, button()]);
    const hidden = /\{\s*(:not\(.*\)) \{/s.exec(sheets[0]!)![1]!;
    const isHidden = (element: Element) => element.matches(hidden);
    expect([around, chat, document.body, document.documentElement].map(isHidden)).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
    dispatchEvent(new Event("afterprint"));
    expect([document.adoptedStyleSheets.length, chat.hasAttribute("data-oc-printed")]).to.deep.equal([
      0,
      false,
    ]);
  } finally {
    globalThis.print = original;
    around.remove();
  }
});

it("reads all of the conversation before it prints it, says so, and prints nothing where the menu is closed meanwhile", async () => {
  await open();
  const original = globalThis.print;
  let printed = 0;
  globalThis.print = () => void (printed += 1);
  const read: { signal: AbortSignal; finish: () => void }[] = [];
  Object.defineProperty(chat, "historyComplete", { value: false });
  chat.readAll = (signal) =>
    new Promise((finish, fail) => {
      signal!.addEventListener("abort", () => fail(signal!.reason as Error));
      read.push({ signal: signal!, finish });
    });
  try {
    await openMenu();
    items()[2]!.click();
    items()[2]!.click();
    expect([words()[2], items()[2]!.ariaDisabled, isOpen(), read.length]).to.deep.equal([
      "Loading the conversation…",
      "true",
      true,
      1,
    ]);
    await sendKeys({ press: "Escape" });
    expect([isOpen(), read[0]!.signal.aborted]).to.deep.equal([false, true]);
    await openMenu();
    items()[2]!.click();
    expect(printed).to.equal(0);
    read[1]!.finish();
    await until(() => printed === 1);
    expect([isOpen(), focused()]).to.deep.equal([false, button()]);
  } finally {
    globalThis.print = original;
    dispatchEvent(new Event("afterprint"));
  }
});
