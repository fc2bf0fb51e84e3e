import { expect } from "chai";
import { MessageBody } from "../../../src/ui/content/message-body.js";
import { HONEST, LYING } from "./link-cases.js";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { presentationOf } from "../../support/presentation.js";

before(() => loadMarkdown());

const presentation = presentationOf(document.createElement("div"));

/** A message of an agent as it is drawn. */
function shown(markdown: string): HTMLElement {
  const body = new MessageBody();
  body.update(markdown, "markdown", presentation);
  return body.element;
}

const linkOf = (element: Element) => element.querySelector("a");
const noteOf = (element: Element) => element.querySelector(".link-host")?.textContent ?? "";

describe("a link whose words may name another place", () => {
  for (const [why, markdown] of LYING) {
    it(`tells the true one, or is none: ${why}`, () => {
      const element = shown(markdown);
      const link = linkOf(element);
      if (!link) return expect(element.textContent).not.to.equal("");
      const host = link.host || decodeURIComponent(link.pathname.split("@").at(-1)!);
      expect(noteOf(element)).to.contain(host.includes("а") ? "xn--" : host);
    });
  }

  it("is a link still, but where nobody could be reached", () => {
    const none = LYING.filter(([, markdown]) => !linkOf(shown(markdown))).map(([why]) => why);
    expect(none).to.deep.equal(["no receiver but a hidden one", "words before an encoded receiver"]);
  });

  it("is never without receivers, and has no hidden ones", () => {
    const hrefOf = (href: string) => linkOf(shown(`[x](${href})`))?.href;
    expect(hrefOf("mailto:?to=x@evil.test")).to.equal(undefined);
    expect(hrefOf("mailto:a@a.example?cc=x@evil.test&bcc=y@evil.test&body=I%20agree#z")).to.equal(
      "mailto:a@a.example",
    );
    expect(hrefOf("mailto:a@a.example?body=x&subject=Hi%20there&to=x@evil.test")).to.equal(
      "mailto:a@a.example?subject=Hi%20there",
    );
    expect(hrefOf("mailto:a@a.example?subject=Hi%0D%0ABcc:x@evil.test")).to.equal(
      "mailto:a@a.example?subject=Hi",
    );
    expect(hrefOf("mailto:%E2%80%AEa@a.example")).to.equal(undefined);
  });
});

describe("a link that says where it leads, or does not say", () => {
  for (const [why, markdown] of HONEST) {
    it(`stands alone: ${why}`, () => {
      const element = shown(markdown);
      expect(linkOf(element)?.getAttribute("href")).to.be.a("string");
      expect(noteOf(element)).to.equal("");
    });
  }
});
