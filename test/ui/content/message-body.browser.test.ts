import { expect } from "chai";
import { MessageBody } from "../../../src/ui/content/message-body.js";
import { ALL_URLS, NO_URLS, parseUrlPolicy } from "../../../src/ui/presentation/safe-urls.js";
import type { Presentation } from "../../../src/ui/presentation/presentation.js";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { presentationOf } from "../../support/presentation.js";

before(() => loadMarkdown());

const PRESENTATION = presentationOf(document.body);

let body: MessageBody;

/** The markup of a text, without the attributes that every block and every link has alike. */
function markup(text: string, presentation: Partial<Presentation> = {}): string {
  body.update(text, "markdown", { ...PRESENTATION, ...presentation });
  const copy = body.element.cloneNode(true) as HTMLElement;
  for (const block of copy.children) block.removeAttribute("dir");
  for (const link of copy.querySelectorAll("a")) {
    for (const { name } of [...link.attributes]) if (name !== "href") link.removeAttribute(name);
  }
  return copy.innerHTML;
}

const children = () => [...body.element.children];
const more = () => body.element.querySelector<HTMLButtonElement>(".show-more");

beforeEach(() => {
  body = new MessageBody();
  document.body.append(body.element);
});

afterEach(() => body.element.remove());

describe("markdown", () => {
  it("reads each block in the direction of its own words", () => {
    body.update("مرحبا **world**\n\n- Hello, أهلا\n\n- [ ] b\n", "markdown", PRESENTATION);
    expect(children().map((block) => getComputedStyle(block).direction)).to.deep.equal(["rtl", "ltr"]);
  });

  it("has no colours of a terminal, and all of its words", () => {
    expect(markup("\x1b[32m*ok*\x1b[0m \x1b[201~a~ [0m]")).to.equal("<p><em>ok</em> a~ [0m]</p>");
  });

  it("draws GitHub's flavour", () => {
    expect(markup("**a** _b_ ~~c~~ `d` e\\\nf")).to.equal(
      "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code> e<br>f</p>",
    );
    expect(markup("> a\n> 1. b\n\n---")).to.equal(
      '<blockquote><p>a</p><ol start="1"><li>b</li></ol></blockquote><hr>',
    );
    expect(markup("7. a\n8. b")).to.equal('<ol start="7"><li>a</li><li>b</li></ol>');
    expect(markup("- [x] a\n- [ ] b")).to.equal(
      '<ul><li class="task">☑ a</li><li class="task">☐ b</li></ul>',
    );
    expect(markup("- a\n\n  b\n- c")).to.equal("<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>");
    expect(markup("a &copy; &#x26; \\* & <3")).to.equal("<p>a © &amp; * &amp; &lt;3</p>");
    expect(markup("[a](https://a.example 'b'), https://c.example/?d&copy;. <e@f.example>")).to.equal(
      '<p><a href="https://a.example/">a</a>, <a href="https://c.example/?d&amp;copy">https://c.example/?d&amp;copy</a>;. <a href="mailto:e@f.example">e@f.example</a></p>',
    );
    expect(markup("[a]\n\n[a]: https://a.example")).to.equal('<p><a href="https://a.example/">a</a></p>');
  });

  it("puts a message's headings below the page's", () => {
    expect(markup("# a\n\n## b\n\n###### c")).to.equal("<h3>a</h3><h4>b</h4><h6>c</h6>");
  });

  it("shows raw HTML as it is written, line breaks apart", () => {
    expect(markup("<b>a</b><br>b <img src=x onerror=y>")).to.equal(
      "<p>&lt;b&gt;a&lt;/b&gt;<br>b &lt;img src=x onerror=y&gt;</p>",
    );
    expect(markup("<div onclick=x>\na\n</div>\n\n<!-- b -->")).to.equal(
      "<p>&lt;div onclick=x&gt;<br>a<br>&lt;/div&gt;</p><p>&lt;!-- b --&gt;</p>",
    );
  });

  it("frames code with its language and a button that copies it", () => {
    markup("```ts title=x\nconst a = 1 < 2;\n```");
    const code = body.element.querySelector('[part="code"]')!;
    expect(code.querySelector(".code-head span")!.textContent).to.equal("ts");
    expect(code.querySelector(".code-head span")!.ariaHidden, "the box has this name too").to.equal("true");
    expect(code.querySelector("pre")!.textContent).to.equal("const a = 1 < 2;");
    expect(code.querySelector("pre")!.tabIndex).to.equal(0);
    expect(code.querySelector('[part="code-copy"]')!.textContent).to.contain("Copy code");
  });

  it("puts a table into a box that scrolls and takes the focus", () => {
    markup("| a | b |\n|---|--:|\n| 1 | 2 |");
    const box = body.element.querySelector<HTMLElement>('[part="table"]')!;
    expect(box.tabIndex).to.equal(0);
    expect(box.getAttribute("aria-label")).to.equal("Table");
    expect(box.querySelector("td:last-child")!.getAttribute("align")).to.equal("right");
  });
});

describe("words as they were written", () => {
  /** What an agent writes, what is read of it (white space squeezed), and elements that are or are not in it. */
  const CASES: readonly (readonly [source: string, visible: string, present?: string, absent?: string])[] = [
    ["这是**重点。**下一句。", "这是重点。下一句。", "strong"],
    ["他说**“重点”**的意思，*（注）*也是", "他说“重点”的意思，（注）也是", "strong, em"],
    ["**한국어(Korean)**은 좋다", "한국어(Korean)은 좋다", "strong"],
    ["**Total:**12 euros", "Total:12 euros", "strong"],
    ["For 1~3 people and 80~100 kg.", "For 1~3 people and 80~100 kg.", "", "del"],
    ["One (~$1.50) and two (~$10).", "One (~$1.50) and two (~$10).", "", "del"],
    ["~a~ ~~~b~~~ ~~c~~", "~a~ ~~~b~~~ c", "del"],
    ["2*(3+4)*5", "2*(3+4)*5", "", "em"],
    ["2**(3)**4", "2**(3)**4", "", "strong"],
    [
      "请看 https://a.example/x。然后继续",
      "请看 https://a.example/x。然后继续",
      'a[href="https://a.example/x"]',
    ],
    ["打开https://a.example/y看看", "打开https://a.example/y看看", 'a[href="https://a.example/y"]'],
    ["Install react@18.2.0 now.", "Install react@18.2.0 now.", "", "a"],
    ["Clone git@git.example:team/app.git now.", "Clone git@git.example:team/app.git now.", "", "a"],
    ["[warning]: disk-full", "[warning]: disk-full", "p", "a"],
    ["[a]: https://a.example\n[warning]: disk-full\n\nSee [a]", "[warning]: disk-full See a", "a"],
    ["`[x]`\n\n[x]: https://a.example 'words'", "[x] [x]: https://a.example 'words'", "code"],
    ["A claim[^2].\n\n[^1]: Source", "A claim[^2]. [^1]: Source", "", "a, sup"],
    ["<script> comes last.\n\n## Why\n\n- one", "<script> comes last. Why one", "h4"],
    ["<!-- opens a comment.\n\n**Then** more.", "<!-- opens a comment. Then more.", "strong"],
    ["<pre>\n# a\n\n- b\n</pre>", "<pre> a b </pre>", "h3, li"],
    ["<think>so\n\nthen</think> Map<string, number>", "<think>so then</think> Map<string, number>"],
    ["See pkg/__init__.py here", "See pkg/__init__.py here", "", "strong"],
    ["Run ./__main__.py or snake_case_name", "Run ./__main__.py or snake_case_name", "", "em, strong"],
    ["| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| `x\\|y` |", "a b 1 2 3 x|y", "table"],
    ["Prices:\n| a |\n|---|\n| 1 |", "Prices: a 1", "table"],
  ];

  for (const [source, visible, present, absent] of CASES) {
    it(JSON.stringify(source), () => {
      body.update(source, "markdown", PRESENTATION);
      expect(body.element.innerText.replace(/\s+/g, " ").trim()).to.equal(visible);
      if (present) expect(body.element.querySelector(present)).to.not.equal(null);
      if (absent) expect(body.element.querySelector(absent)).to.equal(null);
    });
  }

  it("keeps the lines of prose, of items and of quotes", () => {
    expect(markup("Task one: done\nTask two: waiting")).to.equal(
      "<p>Task one: done<br>Task two: waiting</p>",
    );
    expect(markup("Options:\n• red\n• green")).to.equal("<p>Options:<br>• red<br>• green</p>");
    expect(markup("- a\n  b\n\n> c\nd")).to.equal(
      "<ul><li>a<br>b</li></ul><blockquote><p>c<br>d</p></blockquote>",
    );
    expect(markup("a  \nb\\\nc")).to.equal("<p>a<br>b<br>c</p>");
  });
});

describe("a link in a message", () => {
  const link = () => body.element.querySelector("a")!;

  it("opens elsewhere and takes nothing along", () => {
    body.update("[a](https://a.example)", "markdown", PRESENTATION);
    expect(link().target).to.equal("_blank");
    expect(link().rel).to.equal("noopener noreferrer nofollow ugc");
    expect(link().referrerPolicy).to.equal("no-referrer");
    expect(link().getAttribute("part")).to.equal("link");
  });

  it("is its text where it may not be followed", () => {
    const links = parseUrlPolicy("https://a.example").policy;
    expect(markup("[*a*](https://b.example) [c](javascript:alert(1)) https://d.example", { links })).to.equal(
      "<p><em>a</em> c https://d.example</p>",
    );
    expect(markup("[a](javascript:alert(1)) [b]() [c](<>) [d](data:text/html,x)")).to.equal("<p>a b c d</p>");
    expect(markup("[a](mailto:%E2%80%AEb@evil.example)")).to.equal("<p>a</p>");
  });

  it("shows the true host beside a text that names another", () => {
    body.update("[https://bank.example](https://evil.example)", "markdown", PRESENTATION);
    expect(link().textContent).to.equal("https://bank.example (leads to evil.example)");
    body.update("[](https://evil.example)", "markdown", PRESENTATION);
    expect(link().textContent).to.equal("evil.example");
  });
});

describe("an image in a message", () => {
  const placeholder = () => body.element.querySelector<HTMLButtonElement>('[part="image-placeholder"]');
  const image = () => body.element.querySelector("img");
  const PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

  it("is a button that names its host until it is pressed", () => {
    body.update("![a chart](https://a.example/x.png)", "markdown", PRESENTATION);
    expect(image()).to.equal(null);
    expect(placeholder()!.textContent).to.equal("a chart · Load image from a.example");
  });

  it("is loaded in the placeholder's place, with the focus it had", async () => {
    body.update(`![a pixel](${PIXEL})`, "markdown", PRESENTATION);
    placeholder()!.focus();
    placeholder()!.click();
    if (!image()!.complete) await new Promise((loaded) => image()!.addEventListener("load", loaded));
    expect(image()!.naturalWidth).to.equal(1);
    expect(placeholder()).to.equal(null);
    expect(document.activeElement).to.equal(image());
    expect(image()!.alt).to.equal("a pixel");
    expect(image()!.getAttribute("loading")).to.equal("lazy");
    expect(image()!.getAttribute("referrerpolicy")).to.equal("no-referrer");
  });

  it("says so when it cannot be loaded", async () => {
    const images = ALL_URLS;
    body.update("![a chart](data:image/png;base64,AAAA)", "markdown", { ...PRESENTATION, images });
    image()!.loading = "eager";
    await new Promise((failed) => image()!.addEventListener("error", failed));
    expect(body.element.textContent).to.equal("a chart · The image could not be loaded");
  });

  it("is its words where the address is no image", () => {
    expect(markup("![a](data:image/svg+xml,<svg/>) ![b](javascript:x)")).to.equal("<p>a b</p>");
    expect(markup("![a](<data:image/svg+xml,x>)", { images: ALL_URLS })).to.equal("<p>a</p>");
  });

  it("waits beside the link it was in, which keeps its words", () => {
    body.update("[![a](https://a.example/x.png)](https://b.example)", "markdown", PRESENTATION);
    expect(body.element.querySelector("a")!.textContent).to.equal("a");
    expect(placeholder()!.closest("a")).to.equal(null);
  });
});

describe("a new text", () => {
  it("keeps the elements of the blocks it begins with", () => {
    body.update("# a\n\nb\n\n- c", "markdown", PRESENTATION);
    const [heading, paragraph, list] = children();
    body.update("# a\n\nb\n\n- c\n- d\n\ne", "markdown", PRESENTATION);
    expect(children()[0]).to.equal(heading);
    expect(children()[1]).to.equal(paragraph);
    expect(children()[2]).to.not.equal(list);
    expect(body.element.textContent!.replace(/\s/g, "")).to.equal("abcde");
  });

  it("draws all again when the look or a definition changes", () => {
    body.update("[a]\n\nb", "markdown", PRESENTATION);
    const before = children();
    body.update("[a]\n\nb\n\n[a]: https://a.example", "markdown", PRESENTATION);
    expect(body.element.querySelector("a")).to.not.equal(null);
    expect(children()[0]).to.not.equal(before[0]);
    const links = NO_URLS;
    body.update("[a]\n\nb\n\n[a]: https://a.example", "markdown", { ...PRESENTATION, links });
    expect(body.element.querySelector("a")).to.equal(null);
  });

  it("touches nothing when nothing changed", () => {
    body.update("a\n\nb", "markdown", PRESENTATION);
    const before = children();
    body.update("a\n\nb", "markdown", { ...PRESENTATION });
    expect(children()).to.deep.equal(before);
  });
});

describe("a long text", () => {
  for (const format of ["markdown", "plain"] as const) {
    it(`is whole after a handful of presses, as ${format}`, () => {
      body.update(`${"word ".repeat(2000)}\n\n`.repeat(105), format, PRESENTATION);
      let presses = 0;
      for (; more() && presses < 10; presses += 1) more()!.click();
      expect(presses).to.be.within(3, 6);
    });
  }

  it("comes in steps cut between blocks, without loss", () => {
    const paragraphs = Array.from({ length: 300 }, (_, i) => `${i}${" word".repeat(30)}`);
    body.update(paragraphs.join("\n\n"), "markdown", PRESENTATION);
    expect(body.element.textContent!.length).to.be.below(17_000);
    while (more()) more()!.click();
    expect([...body.element.querySelectorAll("p")].map((p) => p.textContent)).to.deep.equal(paragraphs);
  });

  it("goes on inside a block of code, a table and a list", () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`);
    const everything = () => {
      while (more()) more()!.click();
      return body.element.textContent!;
    };
    body.update(`\`\`\`js\n${lines.join("\n")}\n\`\`\``, "markdown", PRESENTATION);
    expect(body.element.querySelectorAll("pre")).to.have.length(1);
    everything();
    const code = [...body.element.querySelectorAll("code.language-js")].map((pre) => pre.textContent);
    expect(code.join("\n")).to.equal(lines.join("\n"));

    body.update(`| n |\n|---|\n${lines.join("\n")}`, "markdown", PRESENTATION);
    everything();
    expect(body.element.querySelectorAll("td")).to.have.length(1000);
    expect(body.element.querySelectorAll("table").length).to.equal(
      body.element.querySelectorAll("th").length,
    );

    body.update(lines.map((line) => `- ${line}\n  - more`).join("\n"), "markdown", PRESENTATION);
    everything();
    expect(body.element.querySelectorAll("ul ul")).to.have.length(1000);
    expect(body.element.querySelector("pre")).to.equal(null);
  });

  it("is cut inside a line that is too long, but not inside a character", () => {
    const text = "😀".repeat(20_000);
    body.update(`a${text}`, "markdown", PRESENTATION);
    while (more()) more()!.click();
    expect(body.element.textContent).to.equal(`a${text}`);
    body.update(`a${text}`, "plain", PRESENTATION);
    while (more()) more()!.click();
    expect(body.element.textContent).to.equal(`a${text}`);
  });

  it("keeps its steps when it grows, and hands the focus on when it ends", () => {
    const text = "word ".repeat(30).concat("\n\n").repeat(400);
    body.update(text, "markdown", PRESENTATION);
    more()!.click();
    const shown = children().length;
    body.update(`${text}more\n\n`, "markdown", PRESENTATION);
    expect(children().length).to.equal(shown);
    while (more()) {
      more()!.focus();
      more()!.click();
    }
    expect(document.activeElement!.parentElement).to.equal(body.element);
  });
});

describe("pathological markdown", () => {
  const repeat = (pattern: string) => pattern.repeat(Math.ceil(100_000 / pattern.length));

  it("is shown as words where its markup goes too deep or too wide", () => {
    expect(markup("> ".repeat(200).concat("a")).match(/<blockquote>/g)!.length).to.equal(100);
    expect(markup("*a ".repeat(100) + "a* ".repeat(100)).match(/<em>/g)!.length).to.equal(50);
    expect(body.element.textContent!.match(/\*/g)!.length).to.equal(100);
    expect(markup(`${"|a".repeat(200)}|\n${"|-".repeat(200)}|\n`)).to.not.contain("<table>");
  });

  it("keeps addresses as links, of any length and anywhere", () => {
    const address = `https://a.example/?token=${"x".repeat(1500)}`;
    expect(markup(`**b** ${address}`)).to.contain("<strong>b</strong> <a");
    expect(markup("*a _".repeat(200).concat(" https://a.example"))).to.contain(
      '<a href="https://a.example/">',
    );
  });

  for (const pattern of [
    "*a _",
    "https://a.b/)))",
    "http://a.b/(",
    "a*",
    "> ",
    "- ",
    "[",
    "![",
    "`",
    "<",
    "a@",
    "||\n|-\n",
    "a\n",
    "[a](b ",
    "[a](b",
    "[a][b",
    "![[",
    "<!--",
    '<a b="',
    "*a **b ",
    "a**b",
    "_ *_",
    "~~a ",
    "&a",
    "`a``",
    "[a]: b\n",
    "- a\n\n  ",
    "# ",
    "| a\n|-\n",
    "你**。",
  ]) {
    it(`does not hold up the page: ${JSON.stringify(pattern)}`, () => {
      const start = performance.now();
      body.update(repeat(pattern), "markdown", PRESENTATION);
      // Far above what it takes (some 20 ms), far below what it took unguarded (seconds, or an overflow).
      expect(performance.now() - start).to.be.below(1000);
    });
  }
});
