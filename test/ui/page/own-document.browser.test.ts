import { assert } from "chai";
import { pagePlace } from "../../../src/ui/links/link.js";
import { ownDocument } from "../../../src/ui/page/own-document.js";

/** What our sources ask the document for. */
const ASKED = [
  "activeElement",
  "baseURI",
  "body",
  "currentScript",
  "documentElement",
  "implementation",
  "readyState",
  "visibilityState",
] as const;

describe("a property of the document", () => {
  const planted: Element[] = [];
  afterEach(() => planted.splice(0).forEach((element) => element.remove()));

  for (const name of ASKED) {
    it(`is its own ${name}, whatever elements are called`, () => {
      const before = ownDocument(name);
      for (const tag of ["img", "form", "iframe", "object", "embed"]) {
        const element = document.createElement(tag);
        element.setAttribute("name", name);
        element.id = name;
        planted.push(element);
        document.body.append(element);
        assert.equal(ownDocument(name), before, tag);
        // So that the test can fail: the plain way of asking is deceived.
        assert.notEqual(document[name], before, tag);
        element.remove();
      }
    });
  }

  it("says where links lead from", () => {
    const { base } = pagePlace();
    const image = document.createElement("img");
    image.name = "baseURI";
    planted.push(image);
    document.documentElement.append(image);
    assert.equal(pagePlace().base, base);
  });
});
