import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { PROPERTIES } from "../../../demo/pages/theme-properties.js";
import { launcherSheet } from "../../../src/ui/launcher/styles.js";
import { CONTENT_RULES } from "../../../src/ui/styles/content-rules.js";
import { styleContent } from "../../../src/ui/styles/content-sheets.js";
import { styles } from "../../../src/ui/styles/styles.js";
import { contrast, luminance } from "../../support/colours.js";

/** Text must stand out by this factor, and what a control or a state is known by. WCAG 2.2, 1.4.3 and 1.4.11. */
const TEXT = 4.5;
const GRAPHIC = 3;
/** By this factor where a person asks for more contrast. WCAG 2.2, 1.4.6. */
const MORE = 7;

before(() => styleContent(CONTENT_RULES));

let page: HTMLElement;
let host: HTMLElement;
let frame: HTMLElement;

/** A bare host with our styles and nothing of our elements, within a page's box. */
beforeEach(() => {
  page = document.createElement("div");
  page.id = "page";
  host = document.createElement("section");
  frame = document.createElement("div");
  frame.className = "frame";
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet!);
  root.append(frame);
  page.append(host);
  document.body.append(page);
});

afterEach(() => {
  page.remove();
  document.adoptedStyleSheets = [];
});

/** What a private token comes to. */
function color(token: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(--_${token})`;
  frame.append(probe);
  return getComputedStyle(probe).color;
}

/** Applies the rules for people who prefer more contrast, which not every engine can be asked to do. */
function preferMoreContrast(): void {
  const root = host.shadowRoot!;
  const rules = root.adoptedStyleSheets
    .flatMap(({ cssRules }) => [...cssRules])
    .filter((rule) => rule instanceof CSSMediaRule && rule.conditionText === "(prefers-contrast: more)");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    rules.flatMap((rule) => [...(rule as CSSMediaRule).cssRules].map((one) => one.cssText)).join(""),
  );
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

function expectContrast(front: string, back: string, factor: number): void {
  expect(contrast(color(front), color(back)), `${front} on ${back}`).to.be.at.least(factor);
}

for (const scheme of ["light", "dark"]) {
  describe(`colours, ${scheme}`, () => {
    beforeEach(() => (page.style.colorScheme = scheme));

    it("follow the page's color-scheme", () => {
      const [surface, text] = [luminance(color("surface")), luminance(color("text"))];
      expect(surface > text).to.equal(scheme === "light");
      expect(getComputedStyle(frame).backgroundColor).to.equal(color("surface"));
    });

    it("let text be read on everything it lies on", () => {
      for (const back of ["surface", "subtle"]) {
        for (const front of ["text", "muted", "link", "danger", "warning", "success"]) {
          expectContrast(front, back, TEXT);
        }
      }
      expectContrast("on-accent", "accent", TEXT);
    });

    it("let controls and states be seen", () => {
      for (const back of ["surface", "subtle"]) expectContrast("outline", back, GRAPHIC);
      expectContrast("accent", "surface", GRAPHIC);
    });

    it("let notices and failed messages be read on their tints", () => {
      frame.innerHTML = `<div part="notice info"></div><div part="notice warning"></div><div part="notice error"></div>
        <div class="mine"><div part="bubble user failed"></div></div>`;
      for (const tinted of frame.querySelectorAll("[part]")) {
        const { backgroundColor } = getComputedStyle(tinted);
        for (const front of ["text", "muted", "link"]) {
          const factor = contrast(color(front), backgroundColor);
          expect(factor, `${front} on ${tinted.getAttribute("part")}`).to.be.at.least(TEXT);
        }
      }
    });

    it("let the focus be seen in a person's own messages", () => {
      frame.innerHTML = `<div class="mine"><div part="bubble user"><a href="#a">a</a></div></div>
        <div class="mine"><div part="bubble user failed"><a href="#a">a</a></div></div>`;
      for (const link of frame.querySelectorAll("a")) {
        const bubble = getComputedStyle(link.parentElement!);
        link.style.outlineColor = "var(--_link)";
        expect(contrast(getComputedStyle(link).outlineColor, bubble.backgroundColor)).to.be.at.least(GRAPHIC);
        expect(getComputedStyle(link).color).to.equal(bubble.color);
      }
    });

    it("let secondary text and all edges be seen by those who want more contrast, on a host's pale theme too", () => {
      for (const name of ["muted", "border", "outline"]) page.style.setProperty(`--oc-${name}`, "#888");
      preferMoreContrast();
      for (const back of ["surface", "subtle"])
        for (const front of ["text", "muted", "border", "outline"]) expectContrast(front, back, MORE);
    });

    it("stay readable with any accent a host may choose", () => {
      const accents = [
        "#ffd400",
        "#000",
        "#fff",
        "#e11d48",
        "#808080",
        "#22c55e",
        "#0ea5e9",
        "#7c3aed",
        "hotpink",
      ];
      for (const accent of accents) {
        page.style.setProperty("--oc-accent", accent);
        expect(contrast(color("on-accent"), color("accent")), accent).to.be.at.least(TEXT);
        expect(contrast(color("link"), color("surface")), accent).to.be.at.least(TEXT);
      }
    });
  });
}

it("take a colour from the accent only where that can be done with a light-dark(), in the launcher too", () => {
  const guards = [...styles.map(({ styleSheet }) => styleSheet!), launcherSheet()].flatMap((sheet) =>
    [...sheet.cssRules].filter((rule) => /from\s+var\(--_accent\)/.test(rule.cssText)),
  );
  expect(guards).to.have.length(2);
  for (const guard of guards)
    expect((guard as CSSSupportsRule).conditionText).to.contain("(from light-dark(");
});

describe("custom properties", () => {
  it("reach us from the element and from anywhere above it", () => {
    page.style.setProperty("--oc-surface", "rgb(1, 2, 3)");
    expect(getComputedStyle(frame).backgroundColor).to.equal("rgb(1, 2, 3)");
    host.style.setProperty("--oc-surface", "rgb(4, 5, 6)");
    expect(getComputedStyle(frame).backgroundColor).to.equal("rgb(4, 5, 6)");
  });

  it("have the defaults that the theme builder shows", () => {
    const shown = document.createElement("i");
    frame.append(shown);
    for (const property of PROPERTIES) {
      const token = property.name.replace("--oc-", "");
      if (property.kind === "color" && !token.startsWith("code-")) {
        for (const scheme of ["light", "dark"] as const) {
          page.style.colorScheme = scheme;
          shown.style.color = property[scheme];
          expect(color(token), `${token}, ${scheme}`).to.equal(getComputedStyle(shown).color);
        }
      }
      if (property.kind === "length") {
        const isTextSize = token === "font-size";
        shown.style.textIndent = isTextSize ? "1em" : `var(--_${token})`;
        const { textIndent } = getComputedStyle(shown);
        shown.style.textIndent = `${property.value}${property.unit}`;
        expect(textIndent, token).to.equal(getComputedStyle(shown).textIndent);
      }
    }
  });
});

describe("the box", () => {
  const size = () => {
    const { width, height } = host.getBoundingClientRect();
    return [width, height];
  };

  it("is a block of 36rem, of --oc-height, or of what the page says", () => {
    page.style.inlineSize = "500px";
    expect(size()).to.deep.equal([500, 36 * 16]);
    host.style.setProperty("--oc-height", "200px");
    expect(size()).to.deep.equal([500, 200]);
    host.style.height = "300px";
    host.style.width = "250px";
    expect(size()).to.deep.equal([250, 300]);
    expect(frame.getBoundingClientRect().height).to.equal(298);
  });

  it("keeps within the most a page allows it", () => {
    const long = document.createElement("div");
    long.style.blockSize = "5000px";
    frame.append(long);
    host.style.cssText = "block-size: auto; max-block-size: 200px; border: 0";
    expect(size()[1]).to.equal(200);
    expect(frame.getBoundingClientRect().height).to.equal(200);
  });

  it("takes what a column of the page leaves it", () => {
    page.style.cssText = "display: flex; flex-direction: column; block-size: 400px";
    host.style.flex = "1";
    const long = document.createElement("div");
    long.style.blockSize = "5000px";
    frame.append(long);
    expect(size()[1]).to.equal(400);
  });

  it("has a width where only its content would give it one", () => {
    page.style.display = "flex";
    expect(size()[0]).to.equal(24 * 16 + 2);
    page.style.inlineSize = "300px";
    expect(size()[0]).to.equal(300);
  });

  it("stays away while hidden, or a closed popover", () => {
    host.hidden = true;
    expect(getComputedStyle(host).display).to.equal("none");
    host.hidden = false;
    host.popover = "manual";
    expect(getComputedStyle(host).display).to.equal("none");
    host.showPopover();
    expect(getComputedStyle(host).display).to.equal("block");
  });

  it("takes from the page its font and nothing else that text inherits", () => {
    page.style.cssText =
      "font: italic 900 20px/3 serif; text-align: center; text-transform: uppercase; letter-spacing: 9px; white-space: pre";
    const style = getComputedStyle(frame);
    expect(style.fontFamily).to.equal("serif");
    expect(style.fontSize).to.equal("18.75px");
    expect(style.fontStyle).to.equal("normal");
    expect(style.fontWeight).to.equal("400");
    expect(style.textTransform).to.equal("none");
    expect(style.letterSpacing).to.equal("normal");
    expect(style.textAlign).to.equal("start");
  });

  it("keeps its shape on a page that resets every element", () => {
    const reset = new CSSStyleSheet();
    reset.replaceSync("#page * { all: unset !important }");
    document.adoptedStyleSheets = [reset];
    const long = document.createElement("div");
    long.style.blockSize = "5000px";
    frame.append(long);
    expect(frame.getBoundingClientRect().height).to.equal(36 * 16);
    expect(getComputedStyle(frame).display).to.equal("flex");
    expect(getComputedStyle(frame).color).to.equal(color("text"));
  });
});

describe("the focus", () => {
  it("has its whole ring in the box that cuts it off", async () => {
    frame.innerHTML = `<div part="code"><div class="code-head"><span>js</span><button part="code-copy">Copy</button></div>
      <pre tabindex="0">1 + 1</pre></div>`;
    await sendKeys({ press: "Tab" });
    for (const target of frame.querySelectorAll<HTMLElement>("button, pre")) {
      target.focus();
      const { outlineOffset, outlineWidth } = getComputedStyle(target);
      const reach = Number.parseFloat(outlineOffset) + Number.parseFloat(outlineWidth);
      const [ring, box] = [target, frame.firstElementChild!].map((one) => one.getBoundingClientRect());
      expect(Number.parseFloat(outlineWidth)).to.equal(2);
      expect(ring!.left - reach).to.be.at.least(box!.left);
      expect(ring!.top - reach).to.be.at.least(box!.top);
      expect(ring!.right + reach).to.be.at.most(box!.right);
      expect(ring!.bottom + reach).to.be.at.most(box!.bottom);
    }
  });
});

it("gives fingers 44 pixels also where a part's own rule says less", () => {
  const sheet = new CSSStyleSheet();
  const coarse = styles
    .flatMap(({ styleSheet }) => [...styleSheet!.cssRules])
    .map((rule) => (rule instanceof CSSMediaRule && /coarse/.test(rule.conditionText) ? rule : null));
  expect(coarse.some(Boolean)).to.equal(true);
  // The rules for fingers are applied at their places in the cascade, whatever pointer this machine has.
  const all = styles.flatMap(({ styleSheet }) => [...styleSheet!.cssRules]);
  sheet.replaceSync(
    all.map((rule, i) => (coarse[i] ? [...coarse[i].cssRules].map(textOf).join("") : textOf(rule))).join(""),
  );
  host.shadowRoot!.adoptedStyleSheets = [sheet];
  frame.innerHTML = `<button part="prompt">a</button><button part="earlier-button">a</button>
    <button part="scroll-button">a</button>
    <div class="choices"><button part="option" type="button">a</button><button class="button" type="button">a</button></div>`;
  for (const button of frame.querySelectorAll("button"))
    expect(button.getBoundingClientRect().height, button.outerHTML).to.be.at.least(44);
});

const textOf = ({ cssText }: CSSRule): string => cssText;

describe("the composer while the agent is being stopped", () => {
  const widthOf = (part: string) => frame.querySelector(`[part=${part}]`)!.getBoundingClientRect().width;

  it("says so beside the field, and leaves a narrow field its room", () => {
    const make = (name: string, part: string, ...children: (Node | string)[]) => {
      const element = document.createElement(name);
      element.part.value = part;
      element.append(...children);
      return element;
    };
    const words = document.createElement("span");
    words.textContent = "Stopping…";
    const stop = make("button", "stop-button", words);
    const grow = document.createElement("div");
    grow.className = "grow";
    grow.append(make("textarea", "input"));
    frame.append(make("div", "composer", grow, stop));
    page.style.width = "600px";
    expect(widthOf("stop-button")).to.be.greaterThan(70);
    page.style.width = "320px";
    expect(widthOf("stop-button")).to.be.at.most(44);
    expect(widthOf("input")).to.be.greaterThan(230);
  });
});
