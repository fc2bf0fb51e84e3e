import { expect } from "chai";
import type { MenuHost } from "../../../src/ui/menu/actions.js";
import { toggleMenu } from "../../../src/ui/menu/menu.js";
import { presentationOf } from "../../support/presentation.js";
import { until } from "../../support/wait.js";
import { takeRules } from "../../support/rule-host.js";

/** How far the reading of a long conversation has come, while it is waited for before it is printed. */

const box = document.createElement("div");
const { print } = globalThis;
let printed = 0;

before(() => {
  globalThis.print = () => void (printed += 1);
});
after(() => {
  globalThis.print = print;
  dispatchEvent(new Event("afterprint"));
  box.remove();
});

it("is shown as a percentage, and not said to screen readers", async () => {
  const root = box.attachShadow({ mode: "open" });
  takeRules(box);
  const button = root.appendChild(document.createElement("button"));
  document.body.append(box);
  let unread = 8_000;
  let finish = (): void => {};
  const host = {
    words: presentationOf(box),
    element: box,
    readAll: () => new Promise<void>((done) => (finish = done)),
    unread: () => unread,
  } as unknown as MenuHost;
  toggleMenu(button, ["print"], host);
  const item = root.querySelector<HTMLElement>("[part=menu-item]")!;
  const shown = () => [...item.children].map(({ textContent, ariaHidden }) => [textContent, ariaHidden]);
  item.click();
  expect(shown()).to.deep.equal([
    ["Loading the conversation…", null],
    ["0%", "true"],
  ]);
  unread = 6_000;
  await until(() => item.lastElementChild!.textContent === "25%");
  finish();
  await until(() => printed === 1);
  expect(root.querySelector("[part=menu]")).to.equal(null);
});
