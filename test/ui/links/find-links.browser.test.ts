import { expect } from "chai";
import { findLinks } from "../../../src/ui/links/find-links.js";
import { visibleText } from "../../../src/ui/presentation/visible-text.js";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";

before(() => loadMarkdown());

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

  it("end at full-width signs and at Chinese, Japanese and Korean words", () => {
    expect(
      links("请看 https://a.example/x。打开https://b.example/y看看（https://c.example/z）。"),
    ).to.deep.equal([
      ["https://a.example/x", "https://a.example/x"],
      ["https://b.example/y", "https://b.example/y"],
      ["https://c.example/z", "https://c.example/z"],
    ]);
    expect(links("写信给x@a.example。 https://www.b.example입니다 https://例え.jp/x です")).to.deep.equal([
      ["x@a.example", "mailto:x@a.example"],
      ["https://www.b.example", "https://www.b.example"],
      ["https://例え.jp/x", "https://例え.jp/x"],
    ]);
  });

  it("are no versions, remotes or paths", () => {
    for (const text of [
      "react@18.2.0",
      "vue@3.4.0-rc.beta",
      "lodash@v4.17",
      "@scope/pkg@1.2.3",
      "git@git.example:team/app.git",
      "git@git.example/team/app.git",
      "root@10.0.0.1",
      "a@b.c",
      "https://。",
    ]) {
      expect(links(`Use ${text} now`), text).to.deep.equal([]);
    }
    expect(links("Write to a@163.com: soon, or b@c.example.")).to.deep.equal([
      ["a@163.com", "mailto:a@163.com"],
      ["b@c.example", "mailto:b@c.example"],
    ]);
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
      "👁️‍🗨️ 🏴‍☠️ 🧑🏽‍🚀 👨‍👩‍👧‍👦 1️⃣ ⚠︎",
      "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} 🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
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

  it("drops tags and selectors that show nothing, beside flags too", () => {
    const england = "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
    expect(visibleText(`${england}\u{e0068}\u{e0069}\u{e007f}`)).to.equal(england);
    expect(visibleText("🏴\u{e0068}\u{e0069}\u{e007f}\u{e0101}")).to.equal("🏴");
    expect(visibleText("é\u200d\u200c\u200d\u200cé 😀\ufe0f\ufe0e\ufe0f שלום\u200f\u200e\u200f!")).to.equal(
      "é\u200dé 😀\ufe0f שלום\u200f!",
    );
    expect(visibleText("bank.\ufe0fexample")).to.equal("bank.example");
  });

  it("takes out what a terminal would obey, and no word beside it", () => {
    expect(visibleText("\x1b[1;31mfailed\x1b[0m \x1b[38:5:1mtest\x9b0m")).to.equal("failed test");
    expect(visibleText("\x1b]8;;https://a.example\x07link\x1b]8;;\x1b\\ \x1b]52;c;aGk=\x07")).to.equal(
      "link ",
    );
    expect(visibleText("a\x1b[201~b\0")).to.equal("ab");
    expect(visibleText("\x1b]no end, so words")).to.equal("]no end, so words");
    expect(visibleText("array[0m] [31m")).to.equal("array[0m] [31m");
  });

  it("bounds marks stacked on one letter", () => {
    expect([...visibleText(`a${"\u0301".repeat(100)}`)]).to.have.length(7);
  });
});
