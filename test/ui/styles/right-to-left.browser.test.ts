import { expect } from "chai";
import { EntryFixture, message, ownMessage } from "../../support/entries.js";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";

before(() => loadMarkdown());

let fixture: EntryFixture;

afterEach(() => {
  fixture.remove();
  document.documentElement.removeAttribute("dir");
});

async function bubble(text: string, show = message): Promise<HTMLElement> {
  fixture = await EntryFixture.show(show(text));
  return fixture.part("bubble")!;
}

/** How far right a character of an element's text stands. */
function place(element: Element, index: number): number {
  const range = document.createRange();
  const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()!;
  range.setStart(text, index);
  range.setEnd(text, index + 1);
  return range.getBoundingClientRect().left;
}

const directions = (element: Element) =>
  [...element.children].map((block) => getComputedStyle(block).direction);

describe("words that run from right to left", () => {
  it("lie so in a right-to-left page, also where a Latin name is first", async () => {
    document.documentElement.dir = "rtl";
    const text = "GitHub הוא אתר\n\nשלום GitHub\n\nOnly English.\n\n- Node.js הוא כלי";
    expect(directions(await bubble(text))).to.deep.equal(["rtl", "rtl", "ltr", "rtl"]);
    fixture.remove();
    expect(directions(await bubble("GitHub הוא אתר", ownMessage))).to.deep.equal(["rtl"]);
  });

  it("do not turn an English sentence in a right-to-left page by one letter or name", async () => {
    document.documentElement.dir = "rtl";
    const text = "The letter א is the first one.\n\nThe site of תל אביב is in English only.";
    expect(directions(await bubble(text))).to.deep.equal(["ltr", "ltr"]);
  });

  it("go by the first word in a page of the other direction", async () => {
    expect(directions(await bubble("GitHub הוא אתר\n\nשלום GitHub"))).to.deep.equal(["ltr", "rtl"]);
  });

  it("have code, links and paths in their own order", async () => {
    const element = await bubble("שלום `/etc/hosts` וגם `C++` וגם [/usr/bin!](https://a.example) סוף");
    const [path, name] = element.querySelectorAll("code");
    expect(place(path!, 0)).to.be.lessThan(place(path!, 1));
    expect(place(name!, 0)).to.be.lessThan(place(name!, 2));
    const link = element.querySelector("a")!;
    expect(place(link, 0)).to.be.lessThan(place(link, 1));
    expect(place(link, 0)).to.be.lessThan(place(link, 8));
  });
});

describe("the language of code", () => {
  it("begins where the code does", async () => {
    const element = await bubble("```py\nx = 1\n```");
    const [language, code] = [".code-head > span", "code"].map((selector) => {
      const range = document.createRange();
      range.selectNodeContents(element.querySelector(selector)!);
      return range.getBoundingClientRect().left;
    });
    expect(language).to.be.closeTo(code!, 0.5);
  });
});

describe("the numbers of a list", () => {
  for (const [what, text] of [
    ["of a hundred", Array.from({ length: 120 }, (_, i) => `${i + 1}. a`).join("\n")],
    ["that starts with a year", "1999. a\n2000. b"],
    ["of a few", "1. a\n2. b"],
  ] as const) {
    it(`have room: ${what}`, async () => {
      const element = await bubble(text);
      const list = element.querySelector("ol")!;
      const last = list.lastElementChild!;
      const number = document.createElement("span");
      number.textContent = `${list.start + list.children.length - 1}. `;
      number.style.cssText = "font-variant-numeric: tabular-nums; white-space: pre";
      last.append(number);
      const room = last.getBoundingClientRect().left - list.getBoundingClientRect().left;
      expect(room).to.be.at.least(number.getBoundingClientRect().width);
    });
  }
});
