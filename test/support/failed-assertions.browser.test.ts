import { expect } from "chai";
import { mount } from "./element.js";

/** The data of a failed assertion that the runner receives. */
function failure(assertion: () => void): Record<string, unknown> {
  try {
    assertion();
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error("The assertion did not fail.");
}

describe("a failed assertion about an element", () => {
  it("contains texts instead of elements, over which the runner would hang", () => {
    const chat = mount();
    try {
      const compared = failure(() => expect(chat).to.equal(null));
      expect([compared["actual"], compared["expected"]]).to.deep.equal(["<oc-session>", null]);
      const other = failure(() => expect(document.body).to.equal(chat));
      expect([other["actual"], other["expected"]]).to.deep.equal(["<body>", "<oc-session>"]);
      const lists = failure(() => expect([chat, window]).to.deep.equal([]));
      expect(lists["actual"]).to.deep.equal(["<oc-session>", "[object Window]"]);
    } finally {
      chat.remove();
    }
  });
});
