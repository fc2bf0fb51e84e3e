import { emulateMedia } from "@web/test-runner-commands";
import { expect } from "chai";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { MessageBody } from "../../../src/ui/content/message-body.js";
import * as features from "../../../src/ui/features/features.js";
import * as highlight from "../../../src/ui/features/highlight.js";
import { COLOURS } from "../../../src/ui/features/highlight-styles.js";
import { HIGHLIGHT_PREFIX, KINDS, type Kind } from "../../../src/ui/features/kinds.js";
import type { HighlightCode, Presentation } from "../../../src/ui/presentation/presentation.js";
import { styles } from "../../../src/ui/styles/styles.js";
import { contrast } from "../../support/colours.js";
import { presentationOf } from "../../support/presentation.js";
import { until } from "../../support/wait.js";
import { takeRules } from "../../support/rule-host.js";

let host: HTMLElement;
let body: MessageBody;

before(() => loadMarkdown());

beforeEach(() => {
  host = document.createElement("section");
  host.style.cssText = "display: block; inline-size: 600px";
  const root = host.attachShadow({ mode: "open" });
  takeRules(host);
  root.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet!);
  body = new MessageBody();
  body.element.setAttribute("part", "bubble");
  root.append(body.element);
  document.body.append(host);
});

afterEach(async () => {
  host.remove();
  await until(isPlain, "plain again");
});

function presentation(given: HighlightCode | null = highlight.highlightCode): Presentation {
  return presentationOf(document.body, { highlightCode: given });
}

const show = (language: string, code: string, given = presentation()) =>
  body.update(`\`\`\`${language}\n${code}\n\`\`\``, "markdown", given);

/** What is coloured as a kind now, as words. */
function coloured(kind: Kind): string[] {
  const ranges = [...(CSS.highlights.get(HIGHLIGHT_PREFIX + kind) ?? [])] as StaticRange[];
  return ranges.map(({ startContainer, startOffset, endOffset }) =>
    (startContainer as Text).data.slice(startOffset, endOffset),
  );
}

const isPlain = () => KINDS.every((kind) => coloured(kind).length === 0);

/** For each language, a line and what of it has to be found. */
const SAMPLES: readonly (readonly [language: string, code: string, found: readonly [Kind, string]])[] = [
  ["ts", "const a: Map<string> = 1; // why", ["comment", "// why"]],
  ["tsx", "const a = <b title='x'>y</b>;", ["tag", "b"]],
  ["js", "return `a${b}`;", ["keyword", "return"]],
  ["json", '{ "a": 12 }', ["number", "12"]],
  ["html", '<a href="x">y</a>', ["property", "href"]],
  ["css", "a { color: red; }", ["property", "color"]],
  ["python", "def f():  # why", ["keyword", "def"]],
  ["bash", 'for f in "$x"; do', ["keyword", "for"]],
  ["go", "func main() {}", ["keyword", "func"]],
  ["rust", "fn main() {}", ["keyword", "fn"]],
  ["java", "public class A {}", ["keyword", "class"]],
  ["c", "return 12; /* why */", ["comment", "/* why */"]],
  ["cpp", "template<class T> struct A;", ["keyword", "template"]],
  ["csharp", "namespace A;", ["keyword", "namespace"]],
  ["sql", "SELECT a FROM b", ["keyword", "SELECT"]],
  ["yaml", "a: 12 # why", ["comment", "# why"]],
  ["toml", "a = 12", ["number", "12"]],
  ["diff", "-old\n+new", ["inserted", "+new"]],
  ["markdown", "# Title", ["keyword", "# Title"]],
  ["dockerfile", "FROM node:20", ["keyword", "FROM"]],
];

describe("code in colour", () => {
  for (const [language, code, [kind, words]] of SAMPLES) {
    it(`finds in ${language} what is a ${kind}`, async () => {
      show(language, code);
      await until(() => coloured(kind).some((found) => found.trim() === words), `${words} as ${kind}`);
    });
  }

  it("makes no element, and leaves the words as they are", async () => {
    show("ts", "const a = 1;", presentation(null));
    const before = host.shadowRoot!.querySelectorAll("*").length;
    const words = body.element.textContent;
    body.update("", "markdown", presentation(null));
    show("ts", "const a = 1;");
    await until(() => coloured("keyword").length === 1);
    expect(host.shadowRoot!.querySelectorAll("*").length).to.equal(before);
    expect(body.element.textContent).to.equal(words);
  });

  it("comes with its file to blocks that were drawn before, without making them anew", async () => {
    const asked = Promise.withResolvers<void>();
    const file = Promise.withResolvers<typeof highlight>();
    features.loadFeaturesFrom({
      highlight: () => (asked.resolve(), file.promise),
      math: () => Promise.reject(new Error("not asked for")),
    });
    show("ts", "const a = 1;", presentation(features.highlightCode));
    const code = body.element.querySelector("code");
    await asked.promise;
    expect(isPlain()).to.equal(true);
    file.resolve(highlight);
    await until(() => coloured("keyword").length === 1);
    expect(body.element.querySelector("code")).to.equal(code);
  });

  it("goes with a block that leaves the document or the view, and comes back with it", async () => {
    show("ts", "const a = 1;");
    await until(() => !isPlain());
    host.style.marginBlockStart = "10000px";
    await until(isPlain, "plain again");
    host.style.marginBlockStart = "";
    await until(() => !isPlain(), "coloured again");
    host.remove();
    await until(isPlain, "gone");
  });

  it("leaves a language that it does not know, and one that nobody names, plain", async () => {
    body.update(
      "```klingon\nconst a = 1;\n```\n\n```\nconst b = 1;\n```\n\n```js\nlet c;\n```",
      "markdown",
      presentation(),
    );
    await until(() => coloured("keyword").length > 0);
    expect(coloured("keyword")).to.deep.equal(["let"]);
  });

  it("marks nothing where people have chosen their own colours", async () => {
    const { matchMedia } = globalThis;
    const asked: string[] = [];
    globalThis.matchMedia = (query) => {
      asked.push(query);
      return Object.defineProperty(matchMedia.call(globalThis, query), "matches", { value: true });
    };
    try {
      show("ts", "const a = 1;");
      await until(() => asked.includes("(forced-colors: active)"), "a look at the colours");
      expect(isPlain()).to.equal(true);
    } finally {
      globalThis.matchMedia = matchMedia;
    }
  });

  it("reads 20 000 characters of a block", async () => {
    show("js", "");
    const code = body.element.querySelector("code")!;
    const line = `let a = "${"long ".repeat(17)}";\n`;
    code.textContent = line.repeat(400);
    await until(() => coloured("keyword").length >= Math.ceil(20_000 / line.length), "20 000 characters");
    expect(coloured("keyword").length).to.equal(Math.ceil(20_000 / line.length));
  });

  it("colours a block in pieces, and a piece ends where a line does", async () => {
    show("js", "");
    const code = body.element.querySelector("code")!;
    const line = "/* why */ let a;\n";
    code.textContent = line.repeat(1000) + "let b;";
    await until(() => coloured("keyword").length === 1001, "all of it");
    expect(new Set(coloured("comment"))).to.deep.equal(new Set(["/* why */"]));
    expect(new Set(coloured("keyword"))).to.deep.equal(new Set(["let"]));
  });

  it("splits no more than 3 000 characters at once, as the time may grow with the square of them", async () => {
    show("css", "");
    const code = body.element.querySelector("code")!;
    code.textContent = "-".repeat(20_000);
    const asked: number[] = [];
    const { slice } = String.prototype;
    String.prototype.slice = function (this: string, start?: number, end?: number) {
      const part = slice.call(this, start, end);
      if (String(this).startsWith("-----") && start !== undefined && start > 0) asked.push(part.length);
      return part;
    };
    try {
      await until(() => asked.includes(2000), "the last piece");
    } finally {
      String.prototype.slice = slice;
    }
    expect(Math.max(...asked)).to.equal(3000);
  });

  it("wraps long lines when it is asked to, and only offers it where a line is long", async () => {
    const wrap = () => body.element.querySelector<HTMLButtonElement>("[part~=code-wrap]");
    show("ts", "let a;");
    await until(() => !isPlain());
    expect(wrap()).to.equal(null);
    show("ts", `let a = "${"long ".repeat(100)}";`);
    const button = await until(wrap, "the button");
    const pre = body.element.querySelector("pre")!;
    expect([button.textContent, button.ariaPressed]).to.deep.equal(["Wrap lines", "false"]);
    button.click();
    expect(button.ariaPressed).to.equal("true");
    expect(pre.scrollWidth).to.equal(pre.clientWidth);
    button.click();
    expect(pre.scrollWidth).to.be.greaterThan(pre.clientWidth);
  });

  it("offers it by a button like the one beside it, which shows that it is pressed in forced colours too", async () => {
    show("ts", `let a = "${"long ".repeat(100)}";`);
    const button = await until(
      () => body.element.querySelector<HTMLElement>("[part~=code-wrap]"),
      "the button",
    );
    const other = body.element.querySelector<HTMLElement>("[part~=code-copy]")!;
    const [one, next] = [button, other].map((element) => element.getBoundingClientRect()) as [
      DOMRect,
      DOMRect,
    ];
    expect(one.height).to.be.at.least(24);
    expect(next.left - one.right).to.be.at.least(4);
    const looks = () => {
      const { borderRadius, paddingInlineStart, backgroundColor } = getComputedStyle(button);
      return { borderRadius, paddingInlineStart, backgroundColor };
    };
    const { borderRadius, paddingInlineStart } = getComputedStyle(other);
    expect(looks()).to.include({ borderRadius, paddingInlineStart });
    // The others have no way to ask for forced colours.
    if (!navigator.userAgent.includes("Chrome")) return;
    await emulateMedia({ forcedColors: "active" });
    try {
      const { backgroundColor: before } = looks();
      button.click();
      expect(looks().backgroundColor).not.to.equal(before);
    } finally {
      await emulateMedia({ forcedColors: "none" });
    }
  });

  for (const [scheme, ground, i] of [
    ["light", "#f4f5f7", 0],
    ["dark", "#20232a", 1],
  ] as const) {
    it(`can be read in the ${scheme} scheme`, () => {
      for (const kind of KINDS) expect(contrast(COLOURS[kind][i], ground), kind).to.be.at.least(4.5);
    });
  }
});
