import { expect } from "chai";
import { visibleText } from "../../../src/ui/presentation/visible-text.js";

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
