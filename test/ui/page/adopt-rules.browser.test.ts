import { expect } from "chai";
import { adoptRules } from "../../../src/ui/page/adopt-rules.js";
import { takeRules } from "../../support/rule-host.js";

function newRoot(): ShadowRoot {
  const host = document.createElement("div");
  takeRules(host);
  return host.attachShadow({ mode: "open" });
}

describe("rules that files on demand add to a chat", () => {
  it("are added to a shadow root once, as one sheet for all roots", () => {
    const [one, other] = [newRoot(), newRoot()];
    for (const root of [one, one, other]) adoptRules(root, "p { color: red }");
    expect(one.adoptedStyleSheets).to.have.length(1);
    expect(other.adoptedStyleSheets).to.deep.equal(one.adoptedStyleSheets);
    expect(one.adoptedStyleSheets[0]?.cssRules[0]?.cssText).to.include("red");
  });

  it("stay apart from other rules, in the order in which they came", () => {
    const root = newRoot();
    for (const rules of ["p { color: red }", "p { color: blue }", "p { color: red }"])
      adoptRules(root, rules);
    const colours = root.adoptedStyleSheets.map((sheet) => (sheet.cssRules[0] as CSSStyleRule).style.color);
    expect(colours).to.deep.equal(["red", "blue"]);
  });

  it("are not added to a page outside of a shadow root", () => {
    const before = [...document.adoptedStyleSheets];
    adoptRules(document, "p { color: red }");
    adoptRules(null, "p { color: red }");
    expect(document.adoptedStyleSheets).to.deep.equal(before);
  });
});
