import { expect } from "chai";
import { unnamedTarget } from "../../../src/ui/links/named-hosts.js";
import {
  ALL_URLS,
  NO_URLS,
  judgeImage,
  judgeLink,
  parseUrlPolicy,
} from "../../../src/ui/presentation/safe-urls.js";

const PLACE = { base: "https://shop.example/help/chat.html", origin: "https://shop.example" };

const policy = (value: string) => parseUrlPolicy(value).policy;
const link = (href: string, value = "all") => {
  const verdict = judgeLink(href, policy(value), PLACE);
  return verdict && { href: verdict.url.href, allowed: verdict.allowed };
};
const image = (src: string, value = "none") => judgeImage(src, policy(value), PLACE)?.allowed;

describe("a policy", () => {
  it("reads none, all, same-origin and origins, in any case and spacing", () => {
    expect(policy("none")).to.deep.equal(NO_URLS);
    expect(policy("")).to.deep.equal(NO_URLS);
    expect(policy(" ALL\n")).to.deep.equal(ALL_URLS);
    expect(policy("Same-Origin https://A.example/ https://*.b.example http://localhost:3000")).to.deep.equal({
      all: false,
      sameOrigin: true,
      origins: ["https://a.example", "https://*.b.example", "http://localhost:3000"],
    });
  });

  it("reports tokens that mean nothing, which allow nothing", () => {
    const tokens =
      "*.a.example a.example https:// https://*. https://* https://a.example/path https://a.*.example data: javascript: * https://u@a.example https://a.example?x";
    const { policy: read, invalid } = parseUrlPolicy(`https://ok.example ${tokens} none`);
    expect(invalid).to.deep.equal([...tokens.split(" "), "none"]);
    expect(read).to.deep.equal({ all: false, sameOrigin: false, origins: ["https://ok.example"] });
  });
});

describe("a link", () => {
  it("leads to the web, to a mail address or a telephone, and nowhere else", () => {
    for (const href of ["https://a.example/x", "http://a.example/", "mailto:a@b.example", "tel:+4930"]) {
      expect(link(href), href).to.deep.equal({ href, allowed: true });
    }
    const refused = [
      "javascript:alert(1)",
      " \u0001JaVaScRiPt:alert(1)",
      "java\nscript:alert(1)",
      "data:text/html,x",
      "vbscript:x",
      "blob:https://shop.example/1",
      "filesystem:https://shop.example/x",
      "file:///etc/passwd",
      "ftp://a.example/",
      "ms-word:ofe|u|https://a.example",
      "view-source:https://a.example",
      "about:blank",
      "mailto://a.example/x",
      "tel://a.example",
      "https://",
      "https://user:secret@a.example/",
      "https://shop.example@evil.example/",
      "//user@evil.example",
      "http://[::1",
    ];
    for (const href of refused) expect(link(href), href).to.equal(null);
  });

  it("is resolved before it is judged", () => {
    expect(link("..//evil.example/x", "same-origin")).to.deep.equal({
      href: "https://shop.example//evil.example/x",
      allowed: true,
    });
    for (const href of ["//evil.example", "\\\\evil.example", "/\\evil.example", "/\t/evil.example"]) {
      expect(link(href, "same-origin")?.allowed, href).to.equal(false);
    }
    expect(link("/orders", "same-origin")?.allowed).to.equal(true);
    expect(link("http://shop.example/orders", "same-origin")?.allowed).to.equal(false);
    expect(link("https://shop.example:444/", "same-origin")?.allowed).to.equal(false);
  });

  it("is same-origin by the page's origin, whatever its base says", () => {
    const place = { base: "https://cdn.example/", origin: "https://shop.example" };
    expect(judgeLink("/x", policy("same-origin"), place)?.allowed).to.equal(false);
  });

  it("follows the listed origins, a star for what is below a host only", () => {
    const value = "https://a.example https://*.b.example http://*.local.example:8080";
    const allowed = [
      "https://a.example/x",
      "https://x.b.example",
      "https://x.y.b.example",
      "http://x.local.example:8080",
    ];
    const refused = [
      "http://a.example",
      "https://a.example:8443",
      "https://a.example.evil.example",
      "https://x.a.example",
      "https://b.example",
      "https://xb.example",
      "http://x.b.example",
      "https://x.b.example:8443",
      "http://x.local.example",
      "https://shop.example",
      "mailto:a@a.example",
      "tel:1",
    ];
    for (const href of allowed) expect(link(href, value)?.allowed, href).to.equal(true);
    for (const href of refused) expect(link(href, value)?.allowed, href).to.equal(false);
  });
});

describe("an image", () => {
  it("waits for a click unless its origin is allowed", () => {
    expect(image("https://a.example/x.png")).to.equal(false);
    expect(image("https://a.example/x.png", "https://a.example")).to.equal(true);
    expect(image("https://b.example/x.png", "https://a.example")).to.equal(false);
    expect(image("/x.png", "same-origin")).to.equal(true);
    expect(image("//evil.example/x.png", "same-origin")).to.equal(false);
    expect(image("https://a.example/x.png", "all")).to.equal(true);
  });

  it("may be embedded as a raster, never as a document", () => {
    expect(image("data:image/png;base64,AAAA", "same-origin")).to.equal(true);
    expect(image("DATA:image/GIF,x", "all")).to.equal(true);
    expect(image("data:image/png;base64,AAAA")).to.equal(false);
    const refused = [
      "data:image/svg+xml,<svg/>",
      "data:image/SVG+xml;base64,AAAA",
      "data:text/html,x",
      "data:,x",
      "data:image/png/../svg+xml,x",
      "data:image/pngx,x",
      "javascript:x",
      "blob:https://shop.example/1",
      "mailto:a@b.example",
    ];
    for (const src of refused) expect(image(src, "all"), src).to.equal(undefined);
  });
});

describe("a destination is shown", () => {
  const shown = (text: string, href: string) => unnamedTarget(text, new URL(href));

  it("when the text names another host, whichever way", () => {
    const texts = [
      "bank.example",
      "https://bank.example/login",
      "see BANK.example!",
      "//bank.example",
      "https://bank@evil.example",
      "bank。example",
      "evil.example.bank.example",
      "bank.example/evil.example",
    ];
    for (const text of texts) expect(shown(text, "https://evil.example/"), text).to.equal("evil.example");
    expect(shown("https://bank.example", "https://bank.example.evil.example")).to.equal(
      "bank.example.evil.example",
    );
    expect(shown("http://127.0.0.1:80", "http://127.0.0.1:8080/")).to.equal("127.0.0.1:8080");
  });

  it("not when it names that host, or none", () => {
    expect(shown("our terms", "https://a.example/")).to.equal(null);
    expect(shown("a.example", "https://www.a.example/x")).to.equal(null);
    expect(shown("https://a.example/x", "https://a.example/x")).to.equal(null);
    expect(shown("bücher.example", "https://bücher.example/")).to.equal(null);
    expect(shown("пример.испытание", "https://пример.испытание/")).to.equal(null);
  });

  it("as punycode when its name mixes alphabets", () => {
    expect(shown("аpple.example", "https://аpple.example/")).to.equal("xn--pple-43d.example");
    expect(shown("аррӏе.example", "https://аррӏе.example/")).to.match(/^xn--/);
  });

  it("for mail and telephone, when the text does not say it", () => {
    expect(shown("support@bank.example", "mailto:x@evil.example")).to.equal("x@evil.example");
    expect(shown("write to us", "mailto:x@evil.example?body=y")).to.equal("x@evil.example");
    expect(shown("call +49 30 1", "tel:+491900")).to.equal("+491900");
    expect(shown("x@a.example", "mailto:x@a.example")).to.equal(null);
  });

  it("when the text is too long to be read as a name", () => {
    expect(shown("a".repeat(400), "https://evil.example/")).to.equal("evil.example");
  });
});
