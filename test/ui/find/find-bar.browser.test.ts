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
