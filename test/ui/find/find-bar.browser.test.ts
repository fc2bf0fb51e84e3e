import { expect } from "chai";
import { FindBar } from "../../../src/ui/find/find-bar.js";

it("leaves Enter and Escape to an input method, in Safari after its composition too", () => {
  const told: string[] = [];
  const bar = new FindBar((key) => key, {
    seek: () => told.push("seek"),
    step: () => told.push("step"),
    leave: () => told.push("leave"),
  });
  const press = (init: KeyboardEventInit) =>
    bar.input.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init }));
  for (const key of ["Enter", "Escape"])
    for (const composing of [{ isComposing: true }, { keyCode: 229 }]) press({ key, ...composing });
  expect(told).to.deep.equal([]);
  for (const key of ["Enter", "Escape"]) press({ key });
  expect(told).to.deep.equal(["step", "leave"]);
});

it("has its names again in another language, and what it says", () => {
  const bar = new FindBar((key) => key, { seek: () => {}, step: () => {}, leave: () => {} });
  const names = () => [
    ...[bar.element, bar.input, ...bar.element.querySelectorAll("button")].map(({ ariaLabel }) => ariaLabel),
    bar.input.placeholder,
  ];
  expect(names()).to.deep.equal([
    "find.label",
    "find.label",
    "find.previous",
    "find.next",
    "button.close",
    "find.label",
  ]);
  bar.name((key) => `fr ${key}`);
  expect(names().every((name) => name?.startsWith("fr "))).to.equal(true);
  bar.show({ place: 0, count: 0, isDone: true, isEmpty: false, missing: 0 });
  expect(bar.element.querySelector("[part=find-count]")!.textContent).to.equal("fr find.none");
});
