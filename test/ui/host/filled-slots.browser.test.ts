import { expect } from "chai";
import { html, nothing, render } from "lit";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { FakeApi } from "../../support/fake-api.js";
import { bubbles, mount, until } from "../../support/element.js";
import { agentMessage } from "../../support/log.js";

const NAMES = ["header-end", "composer-start", "composer-end"];

let chat: OcSession;
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  api.append(agentMessage(1, "Hello"));
});
afterEach(() => chat.remove());

const options = () => ({
  baseUrl: "https://api.test/v3",
  session: "ses_a",
  token: "ct_a",
  fetch: api.fetch,
});
const shown = () => until(() => bubbles(chat).includes("Hello"), "shown");
const slots = () =>
  [...chat.shadowRoot!.querySelectorAll("slot")]
    .map(({ name }) => name)
    .filter((name) => NAMES.includes(name));
const drawn = (...names: string[]) => until(() => String(slots()) === String(names), `slots ${names}`);

function button(slot: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.slot = slot;
  made.textContent = slot;
  return made;
}

/** Whether a person sees it. */
const isSeen = (child: Element) => child.checkVisibility() && child.getBoundingClientRect().width > 0;

describe("the slots among the chat's own controls", () => {
  it("are no elements of a chat that uses none of them, nor requests", async () => {
    chat = mount(options());
    const before = performance.getEntriesByType("resource").length;
    await shown();
    chat.append(document.createElement("span"), button("footer"));
    await chat.updateComplete;
    expect(slots()).to.deep.equal([]);
    expect(chat.shadowRoot!.querySelectorAll("[part=header] > slot > slot")).to.have.length(0);
    expect(
      [...chat.shadowRoot!.querySelector("[part=composer]")!.children].map(({ localName }) => localName),
    ).to.deep.equal(["div", "button"]);
    const requests = [...api.requests];
    chat.append(...NAMES.map(button));
    await drawn(...NAMES);
    expect(api.requests).to.deep.equal(requests);
    expect(
      performance
        .getEntriesByType("resource")
        .slice(before)
        .filter(({ name }) => /actions|uploads|notify|list/.test(name)),
    ).to.deep.equal([]);
  });

  it("are drawn for children that were there first", async () => {
    const children = NAMES.map(button);
    chat = Object.assign(document.createElement("oc-session"), options());
    chat.append(...children);
    document.body.append(chat);
    await chat.updateComplete;
    expect(slots()).to.deep.equal(NAMES);
    expect(children.map(isSeen)).to.deep.equal([true, true, true]);
  });

  it("are drawn for children that come later, and before the next frame", async () => {
    chat = mount(options());
    await shown();
    const children = NAMES.map(button);
    chat.append(...children);
    await new Promise(requestAnimationFrame);
    expect(slots()).to.deep.equal(NAMES);
    expect(children.map(isSeen)).to.deep.equal([true, true, true]);
  });

  it("go with the last child that is meant for them", async () => {
    chat = mount(options());
    await shown();
    const [first, second] = [button("composer-start"), button("composer-start")];
    chat.append(first, second);
    await drawn("composer-start");
    first.remove();
    await chat.updateComplete;
    await drawn("composer-start");
    second.remove();
    await drawn();
  });

  it("follow a child that is given another slot, or none, and one that is moved to another chat", async () => {
    chat = mount(options());
    const other = mount(options());
    await shown();
    const child = button("composer-start");
    chat.append(child);
    await drawn("composer-start");
    child.slot = "header-end";
    await drawn("header-end");
    expect(isSeen(child)).to.equal(true);
    child.removeAttribute("slot");
    await drawn();
    child.slot = "composer-end";
    await drawn("composer-end");
    other.append(child);
    await drawn();
    await until(() => other.shadowRoot!.querySelector("slot[name=composer-end]"), "moved");
    child.slot = "header-end";
    await until(() => other.shadowRoot!.querySelector("slot[name=header-end]"), "followed there");
    expect(slots()).to.deep.equal([]);
    other.remove();
  });

  it("know of children that came while the chat was nowhere", async () => {
    chat = mount(options());
    await shown();
    chat.remove();
    await until(() => chat.connection === "disconnected", "ended");
    chat.append(button("composer-end"));
    document.body.append(chat);
    await shown();
    await drawn("composer-end");
  });

  it("follow a framework, which adds and takes away children as it draws", async () => {
    const page = document.createElement("div");
    document.body.append(page);
    const draw = (names: readonly string[]) =>
      render(
        html`<oc-session>
          ${names.map((name) => html`<button slot=${name}>${name}</button>`)}
          ${names.length === 1 ? html`<button slot="header-end">?</button>` : nothing}
        </oc-session>`,
        page,
      );
    draw([]);
    chat = Object.assign(page.querySelector("oc-session")!, options());
    await shown();
    await drawn();
    draw(["composer-start"]);
    await drawn("header-end", "composer-start");
    draw(["composer-end", "composer-start"]);
    await drawn("composer-start", "composer-end");
    // The same node as before, with another slot.
    draw(["composer-end", "composer-end"]);
    await drawn("composer-end");
    draw([]);
    await drawn();
    page.remove();
  });

  it("are drawn in a launcher, for children of a chat that was not open yet, and for what is passed on", async () => {
    const launcher = document.createElement("oc-launcher");
    chat = Object.assign(document.createElement("oc-session"), options());
    chat.append(button("composer-start"));
    launcher.append(chat);
    document.body.append(launcher);
    launcher.show();
    await shown();
    await drawn("composer-start");
    const late = button("header-end");
    chat.append(late);
    await drawn("header-end", "composer-start");
    await until(() => isSeen(late), "seen");
    // A component of the page that passes its own children on.
    const passing = document.createElement("slot");
    passing.slot = "composer-end";
    chat.append(passing);
    await drawn("header-end", "composer-start", "composer-end");
    launcher.remove();
  });

  it("stand in a chat that is only read without those of its composer", async () => {
    chat = mount({ ...options(), readOnly: true });
    chat.append(...NAMES.map(button));
    await shown();
    await drawn("header-end");
    chat.readOnly = false;
    await drawn(...NAMES);
  });
});
