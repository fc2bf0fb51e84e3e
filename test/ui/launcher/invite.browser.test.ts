import { expect } from "chai";
import "../../../src/index.js";
import { invite } from "../../../src/ui/launcher/invite.js";
import type { OcLauncher } from "../../../src/ui/launcher/oc-launcher.js";
import { until } from "../../support/element.js";

const WORDS = "Not sure which? <b>Ask me.</b>";

let launcher: OcLauncher;
const tidy: (() => void)[] = [];

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});
afterEach(() => {
  launcher.remove();
  for (const work of tidy.splice(0)) work();
});

/** Puts a launcher on the page that invites by itself only where `words` are an attribute. */
function mount(attributes: Record<string, string> = {}, chat: Record<string, string> = {}): OcLauncher {
  launcher = document.createElement("oc-launcher");
  for (const [name, value] of Object.entries(attributes)) launcher.setAttribute(name, value);
  const session = document.createElement("oc-session");
  for (const [name, value] of Object.entries({ endpoint: "http://127.0.0.1:9/", ...chat }))
    session.setAttribute(name, value);
  launcher.append(session);
  document.body.append(launcher);
  return launcher;
}

/** Has it invite as it does by itself, and says when that is decided. */
async function invited(attributes: Record<string, string> = {}, chat: Record<string, string> = {}) {
  mount(attributes, chat);
  Object.defineProperty(launcher, "invite", { value: WORDS });
  await invite(launcher);
  return isShown();
}

const part = (name: string) => launcher.shadowRoot!.querySelector<HTMLElement>(`[part="${name}"]`);
const box = () => part("invite");
const isShown = () => box() !== null;
const keys = () => Object.keys(localStorage).filter((name) => name.startsWith("oc-session:invite:"));

describe("the invite", () => {
  it("stands beside the button, as text, once", async () => {
    mount({ invite: WORDS, id: "help" });
    await until(() => box()?.checkVisibility());
    const [words] = box()!.querySelectorAll("button");
    expect(words!.textContent).to.equal(WORDS);
    const said = [...launcher.shadowRoot!.querySelectorAll("[aria-live]")];
    expect(said.map(({ textContent }) => textContent)).to.include(WORDS);
    const { bottom, right } = box()!.getBoundingClientRect();
    const button = part("launcher-button")!.getBoundingClientRect();
    expect(bottom).to.be.lessThan(button.top);
    expect(Math.round(right)).to.equal(Math.round(button.right));
    launcher.remove();
    expect(await invited({ id: "help" })).to.equal(false);
    expect(keys()).to.deep.equal(["oc-session:invite::help"]);
  });

  it("opens the chat, and is gone", async () => {
    await invited();
    box()!.querySelector("button")!.click();
    expect(launcher.open).to.equal(true);
    expect(isShown()).to.equal(false);
  });

  it("goes where the chat is opened by its own button", async () => {
    await invited();
    part("launcher-button")!.click();
    expect(isShown()).to.equal(false);
  });

  it("is dismissed by its own button, named as the panel's is, and by Escape; the focus goes back", async () => {
    await invited();
    const close = part("invite-close")!;
    expect(close.ariaLabel).to.equal("Close");
    part("close-button")!.ariaLabel = "Schließen";
    await until(() => close.ariaLabel === "Schließen");
    close.focus();
    close.click();
    expect(isShown()).to.equal(false);
    expect(part("launcher-button")!.matches(":focus")).to.equal(true);
    launcher.remove();

    await invited({ id: "other" });
    box()!.querySelector("button")!.focus();
    const press = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
    box()!.querySelector("button")!.dispatchEvent(press);
    expect(press.defaultPrevented).to.equal(true);
    expect(isShown()).to.equal(false);
    expect(launcher.open).to.equal(false);
  });

  it("is for each person of a site", async () => {
    expect(await invited({}, { user: "ada" })).to.equal(true);
    launcher.remove();
    expect(await invited({}, { user: "ada" })).to.equal(false);
    launcher.remove();
    expect(await invited({}, { user: "grace" })).to.equal(true);
    launcher.remove();
    expect(await invited({}, { viewer: "grace" })).to.equal(true);
    launcher.remove();
    expect(await invited({}, { viewer: "linus" })).to.equal(true);
  });

  it("is not shown where it cannot be remembered", async () => {
    expect(await invited({}, { storage: "none" })).to.equal(false);
    expect(keys()).to.deep.equal([]);
    launcher.remove();
    const { setItem } = Storage.prototype;
    tidy.push(() => (Storage.prototype.setItem = setItem));
    Storage.prototype.setItem = () => {
      throw new DOMException("refused");
    };
    expect(await invited()).to.equal(false);
  });

  it("is not shown on a phone, over a dialog, or to who has the chat open; and waits for another day", async () => {
    const { matchMedia } = window;
    tidy.push(() => (window.matchMedia = matchMedia));
    window.matchMedia = (query) => matchMedia.call(window, query.includes("max-width") ? "all" : query);
    expect(await invited()).to.equal(false);
    window.matchMedia = matchMedia;
    launcher.remove();

    const dialog = document.createElement("dialog");
    document.body.append(dialog);
    tidy.push(() => dialog.remove());
    dialog.showModal();
    expect(await invited()).to.equal(false);
    dialog.close();
    launcher.remove();

    expect(await invited({ open: "" })).to.equal(false);
    expect(keys()).to.deep.equal([]);
  });

  it("is not for those who have met the launcher in this tab", async () => {
    const asked: unknown[] = [];
    const type = customElements.get("oc-launcher") as typeof OcLauncher;
    const own = type.invite;
    tidy.push(() => (type.invite = own!));
    type.invite = (who) => asked.push(who);
    mount({ invite: WORDS });
    await until(() => asked.length === 1);
    launcher.show();
    launcher.hide();
    launcher.remove();
    mount({ invite: WORDS });
    await new Promise((later) => setTimeout(later));
    await new Promise((later) => setTimeout(later));
    launcher.remove();
    mount();
    await new Promise((later) => setTimeout(later));
    expect(asked.length).to.equal(1);
  });
});
