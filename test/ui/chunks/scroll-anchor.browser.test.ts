import { expect } from "chai";
import { ScrollAnchor } from "../../../src/ui/chunks/scroll-anchor.js";

describe("the anchor of a scrolling box", () => {
  it("is no hidden entry, whose place is that of nothing in the page", () => {
    const box = document.createElement("div");
    box.style.cssText = "position: absolute; inset-block-start: -100px; block-size: 300px; overflow: auto";
    const chunk = document.createElement("div");
    const entries = ["none", "block"].map((display) => {
      const entry = document.createElement("div");
      entry.role = "article";
      entry.style.cssText = `display: ${display}; block-size: 400px; inline-size: 10px`;
      return entry;
    });
    chunk.append(...entries);
    box.append(chunk);
    document.body.append(box);
    const anchor = new ScrollAnchor(box);
    anchor.hold(chunk);
    expect(anchor.held?.element === entries[1]).to.equal(true);
    box.style.insetBlockStart = "-150px";
    expect(anchor.drift()).to.equal(0);
    box.remove();
  });
});
