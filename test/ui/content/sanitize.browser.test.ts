import { expect } from "chai";
import { sanitize } from "../../../src/ui/content/sanitize.js";

function serialized(html: string): string {
  const box = document.createElement("div");
  box.append(sanitize(html));
  return box.innerHTML;
}

describe("the gate", () => {
  it("lets through what a message is made of", () => {
    const html =
      '<h3>a</h3><p><strong>b</strong> <em>c</em> <del>d</del> <code>e</code><br><a href="https://a.example/">f</a> <data value="https://b.example/x.png">g</data></p><ol start="3"><li>h</li></ol><ul><li>i</li></ul><blockquote><p>j</p></blockquote><hr><pre><code class="language-js">k</code></pre><table><thead><tr><th align="right">l</th></tr></thead><tbody><tr><td>m</td></tr></tbody></table>';
    expect(serialized(html)).to.equal(html);
  });

  it("keeps nothing that fetches, submits, names, styles, embeds or runs", () => {
    const elements =
      "script style img svg math iframe object embed form input button textarea select video audio source link meta base template slot dialog details marquee portal canvas map area picture track body html head title noscript x-y";
    for (const tag of elements.split(" ")) {
      expect(serialized(`<p>a<${tag} src=x href=y>b</${tag}></p>`), tag).to.not.match(
        new RegExp(`<${tag}\\b`),
      );
    }
    const attributes =
      "style id name class srcset src srcdoc onclick onfocus autofocus tabindex contenteditable part slot is title target action formaction ping download background poster xlink:href data-x aria-label role hidden popover dir lang";
    for (const name of attributes.split(" ")) {
      expect(serialized(`<p ${name}="https://a.example/">a</p>`), name).to.be.oneOf(["<p>a</p>", ""]);
    }
  });

  it("keeps a class only to name a code's language", () => {
    expect(serialized('<code class="language-c++">x</code>')).to.contain("language-c++");
    for (const name of [
      "frame",
      "language-",
      "language-a frame",
      "language-a\tb",
      `language-${"a".repeat(60)}`,
    ]) {
      expect(serialized(`<code class="${name}">x</code>`), name).to.equal("<code>x</code>");
    }
  });

  it("keeps no address that runs", () => {
    for (const href of [
      "javascript:x",
      "java&#9;script:x",
      "&#1;javascript:x",
      "data:text/html,x",
      "vbscript:x",
    ]) {
      expect(serialized(`<a href="${href}">a</a>`), href).to.equal("<a>a</a>");
    }
  });

  it("shows what hides in character references", () => {
    expect(serialized("<p>a&#x202e;b&ZeroWidthSpace;c&shy;d</p>")).to.equal("<p>abcd</p>");
  });

  it("has settings of its own, whatever the page does to its own DOMPurify", () => {
    expect(sanitize("<p>a</p>")).to.be.instanceOf(DocumentFragment);
    expect(sanitize("").childNodes.length).to.equal(0);
  });
});
