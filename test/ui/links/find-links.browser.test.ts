import { expect } from "chai";
import { findLinks } from "../../../src/ui/links/find-links.js";

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
