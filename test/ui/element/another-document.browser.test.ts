import { expect } from "chai";
import "../../../src/list.js";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { adoptRules } from "../../../src/ui/page/adopt-rules.js";
import { mount, part, until } from "../../support/element.js";

let frame: HTMLIFrameElement;
let page: Document;

before(() => loadMarkdown());

beforeEach(() => {
  frame = document.createElement("iframe");
  document.body.append(frame);
  page = frame.contentDocument!;
  // An element of this name hides the property of its document.
  page.body.innerHTML = "<form name=defaultView></form>";
});

afterEach(() => frame.remove());

/** The rules of an element's style sheets. */
const rulesOf = ({ shadowRoot }: Element) =>
  shadowRoot!.adoptedStyleSheets.map(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText));

describe("in another document", () => {
  it("a chat that is moved there keeps its looks, those of a file on demand too, and so when it comes back", async () => {
    const chat = mount();
    await chat.updateComplete;
    adoptRules(chat.shadowRoot, "[part~=composer] { border-start-start-radius: 7px }");
    const before = rulesOf(chat);
    expect(before.flat().join()).to.include("7px").and.include("code");
    for (const place of [page.body, document.body]) {
      place.append(chat);
      expect(rulesOf(chat)).to.deep.equal(before);
      const { display, borderStartStartRadius } = getComputedStyle(part(chat, "composer")!);
      expect([display, borderStartStartRadius]).to.deep.equal(["flex", "7px"]);
    }
    adoptRules(chat.shadowRoot, "[part~=composer] { border-start-start-radius: 7px }");
    expect(rulesOf(chat)).to.deep.equal(before);
    chat.remove();
  });

  it("a chat that was made for it is drawn as here", async () => {
    const here = mount();
    await here.updateComplete;
    const rules = rulesOf(here);
    here.remove();
    const chat = mount({}, page.body);
    const composer = await until(() => part(chat, "composer"), "the composer");
    expect(getComputedStyle(composer).display).to.equal("flex");
    await until(() => rulesOf(chat).flat().length === rules.flat().length, "all rules");
    adoptRules(chat.shadowRoot, "[part~=composer] { border-start-start-radius: 7px }");
    expect(getComputedStyle(composer).borderStartStartRadius).to.equal("7px");
    chat.remove();
  });

  it("a list keeps its looks too", async () => {
    const list = Object.assign(document.createElement("oc-session-list"), { items: [{ session: "ses_1" }] });
    document.body.append(list);
    await list.updateComplete;
    const before = rulesOf(list);
    page.body.append(list);
    expect(rulesOf(list)).to.deep.equal(before);
    list.remove();
  });
});
