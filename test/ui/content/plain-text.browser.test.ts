import { expect } from "chai";
import { findLinks, linkAtStart } from "../../../src/ui/content/find-links.js";
import { visibleText } from "../../../src/ui/presentation/visible-text.js";

const links = (text: string) =>
  [...findLinks(text)].filter(({ href }) => href).map(({ text, href }) => [text, href]);

describe("addresses in plain text", () => {
  it("end where the sentence goes on", () => {
    expect(
      links("See https://a.example/x?y=1#z, or (http://b.example/(c)). www.d.example! x@e.example."),
    ).to.deep.equal([
      ["https://a.example/x?y=1#z", "https://a.example/x?y=1#z"],
      ["http://b.example/(c)", "http://b.example/(c)"],
      ["www.d.example", "https://www.d.example"],
      ["x@e.example", "mailto:x@e.example"],
    ]);
  });

  it("are not found where there are none", () => {
    for (const text of [
      "javascript://a.example",
      "a@b",
      "https://",
      "www.",
      "xhttps",
      "@a.example",
      "<https>",
    ]) {
      expect(links(text), text).to.deep.equal([]);
    }
  });

  it("lose nothing of the text", () => {
    const text = 'a https://b.example/))) "https://c.example" <https://d.example> e@f.example, ';
    expect([...findLinks(text)].map((piece) => piece.text).join("")).to.equal(text);
  });

  it("are recognised at the start of a text", () => {
    expect(linkAtStart("https://a.example/x. y")?.text).to.equal("https://a.example/x");
    expect(linkAtStart(" https://a.example")).to.equal(undefined);
  });
});

describe("visible text", () => {
  it("keeps white space and what people write", () => {
    const texts = [
      "a\tb\n\nc",
      "naïve – “quoted” …",
      "می‌خواهم",
      "שלום\u200f (x)",
      "क्‍ष",
      "👩‍💻 ❤️ 🇩🇪",
      "ｆｕｌｌ",
    ];
    for (const text of texts) expect(visibleText(text), text).to.equal(text);
  });

  it("spells line breaks one way", () => {
    expect(visibleText("a\r\nb\rc\u2028d\u2029e é")).to.equal("a\nb\nc\nd\ne é");
  });

  it("drops what turns the order of a text or hides in it", () => {
    const hidden = [
      0x00, 0x07, 0x1b, 0x7f, 0x85, 0xad, 0x34f, 0x115f, 0x180e, 0x200b, 0x202a, 0x202d, 0x202e,
    ];
    hidden.push(
      0x2060,
      0x2064,
      0x2066,
      0x2069,
      0x206a,
      0x3164,
      0xfeff,
      0xffa0,
      0xfff9,
      0xfe00,
      0x1d173,
      0xe0041,
      0xe0100,
    );
    for (const code of hidden) {
      expect(visibleText(`a${String.fromCodePoint(code)}b`), code.toString(16)).to.equal("ab");
    }
    expect(visibleText("pay\u200dpal goo\u200cgle")).to.equal("paypal google");
  });

  it("bounds marks stacked on one letter", () => {
    expect([...visibleText(`a${"\u0301".repeat(100)}`)]).to.have.length(7);
  });
});
