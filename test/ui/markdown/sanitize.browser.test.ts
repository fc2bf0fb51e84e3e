import { expect } from "chai";
import { sanitize } from "../../../src/ui/markdown/sanitize.js";

/** What the sanitizer leaves of nodes that a parser made of `html`. */
function serialized(html: string): string {
  const template = document.createElement("template");
  template.innerHTML = html;
  sanitize(template.content);
  return template.innerHTML;
}

describe("the second wall", () => {
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
      "style id name class srcset src srcdoc onclick onfocus autofocus tabindex contenteditable part slot is title target action formaction ping download background poster xlink:href data-x aria-label role hidden popover dir lang constructor __proto__";
    for (const name of attributes.split(" ")) {
      // What an element is can not be taken back; an empty name makes it nothing.
      const left = serialized(`<p ${name}="https://a.example/">a</p>`).replace(' is=""', "");
      expect(left, name).to.be.oneOf(["<p>a</p>", ""]);
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

  it("keeps an attribute only where it has a meaning", () => {
    const everywhere = 'align="left" href="https://a.example/" start="1" value="x" class="language-js"';
    expect(serialized(`<p ${everywhere}>a</p>`)).to.equal("<p>a</p>");
    expect(serialized(`<code ${everywhere}>a</code>`)).to.equal('<code class="language-js">a</code>');
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

  it("holds against nodes whose properties are replaced by their own children", () => {
    for (const name of "attributes childNodes firstChild nodeName parentNode textContent removeChild".split(
      " ",
    )) {
      const left = serialized(`<p>a</p><form onclick=x><input name=${name}><img src=x onerror=y></form>`);
      expect(left, name).to.equal("<p>a</p>");
    }
  });

  it("leaves no template", () => {
    const fragment = new DocumentFragment();
    const host = fragment.appendChild(document.createElement("p"));
    const inner = document.createElement("template");
    inner.innerHTML = "<img src=x onerror=y>";
    host.append(inner, "a");
    sanitize(fragment);
    expect(fragment.querySelector("template")).to.equal(null);
    expect(fragment.textContent).to.equal("a");
  });

  it("is not the page's DOMPurify", () => {
    Object.assign(globalThis, { DOMPurify: { sanitize: () => "not ours" } });
    expect(serialized("<p onclick=x>a</p>")).to.equal("<p>a</p>");
    Reflect.deleteProperty(globalThis, "DOMPurify");
  });
});
