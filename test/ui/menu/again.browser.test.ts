import { expect } from "chai";
import type { MenuHost } from "../../../src/ui/menu/actions.js";
import { toggleMenu } from "../../../src/ui/menu/menu.js";
import { presentationOf } from "../../support/presentation.js";
import { takeRules } from "../../support/rule-host.js";
import { until } from "../../support/wait.js";

/** A menu that is opened again while the end of the last one is still to come. */

const box = document.createElement("div");
const { setTimeout } = globalThis;
const { click } = HTMLAnchorElement.prototype;
const later: (() => void)[] = [];

before(() => {
  // A download would take the focus of the window in Firefox.
  HTMLAnchorElement.prototype.click = () => {};
  globalThis.setTimeout = ((work: () => void, wait = 0) =>
    wait === 1_000 ? later.push(work) : setTimeout(work, wait)) as typeof setTimeout;
});
after(() => {
  HTMLAnchorElement.prototype.click = click;
  globalThis.setTimeout = setTimeout;
  box.remove();
});

it("stays open, and its button still closes it", async () => {
  const root = box.attachShadow({ mode: "open" });
  takeRules(box);
  const button = root.appendChild(document.createElement("button"));
  document.body.append(box);
  const host = {
    words: presentationOf(box),
    element: box,
    heading: "Chat",
    exportMarkdown: async () => "words",
  } as unknown as MenuHost;
  const toggle = () => toggleMenu(button, ["download"], host);
  const menus = () => root.querySelectorAll("[part=menu]").length;
  toggle();
  root.querySelector<HTMLElement>("[part=menu-item]")!.click();
  await until(() => later.length === 1, "done");
  toggle();
  toggle();
  later[0]!();
  expect([menus(), button.ariaExpanded]).to.deep.equal([1, "true"]);
  toggle();
  expect([menus(), button.ariaExpanded]).to.deep.equal([0, "false"]);
});
