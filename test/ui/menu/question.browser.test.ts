import { expect } from "chai";
import type { MenuHost } from "../../../src/ui/menu/actions.js";
import { toggleMenu } from "../../../src/ui/menu/menu.js";
import { presentationOf } from "../../support/presentation.js";
import { takeRules } from "../../support/rule-host.js";

/** The question before a conversation is left in which the agent works. */

let box: HTMLElement;
let root: ShadowRoot;
let isWorking: boolean;
let begun: number;

beforeEach(() => {
  box = document.createElement("div");
  root = box.attachShadow({ mode: "open" });
  takeRules(box);
  const button = root.appendChild(document.createElement("button"));
  document.body.append(box);
  isWorking = true;
  begun = 0;
  const host = {
    words: presentationOf(box),
    element: box,
    agent: "Ada",
    isWorking: () => isWorking,
    newConversation: () => (begun += 1),
  } as unknown as MenuHost;
  toggleMenu(button, ["new"], host);
});
afterEach(() => box.remove());

const menu = () => root.querySelector("[part=menu]");
const items = () => [...root.querySelectorAll<HTMLElement>("[part=menu-item]")];
const question = () => root.querySelector(".menu-question")?.textContent;

function turn(works: boolean): void {
  isWorking = works;
  box.dispatchEvent(new CustomEvent("oc-turn"));
}

it("is asked only while the agent works at the time of the press", () => {
  turn(false);
  items()[0]!.click();
  expect([begun, menu()]).to.deep.equal([1, null]);
});

it("is asked where the agent has begun since the menu was opened", () => {
  turn(false);
  turn(true);
  items()[0]!.click();
  expect([begun, question()]).to.deep.equal([0, "Ada is still working. Begin a new conversation anyway?"]);
});

it("no longer says that the agent works once it has finished", () => {
  items()[0]!.click();
  turn(false);
  expect([question(), menu()!.ariaLabel]).to.deep.equal(
    Array<string>(2).fill("Ada has finished. Begin a new conversation?"),
  );
  expect(items().map(({ textContent }) => textContent)).to.deep.equal(["New conversation", "Stay here"]);
  turn(true);
  expect(question()).to.equal("Ada is still working. Begin a new conversation anyway?");
  items()[0]!.click();
  expect(begun, "asked again in the question").to.equal(1);
});
