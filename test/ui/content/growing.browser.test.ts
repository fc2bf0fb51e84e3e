import { expect } from "chai";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { MessageBody } from "../../../src/ui/content/message-body.js";
import { presentationOf } from "../../support/presentation.js";

before(() => loadMarkdown());

const PRESENTATION = presentationOf(document.body);

let body: MessageBody;

beforeEach(() => {
  body = new MessageBody();
  document.body.append(body.element);
});

afterEach(() => body.element.remove());

const grow = (text: string) => body.update(text, "markdown", PRESENTATION, true);
const complete = (text: string) => body.update(text, "markdown", PRESENTATION);
const words = () => body.element.textContent.replace(/\s+/g, " ").trim();

/** An answer with everything in it that may be unfinished. */
const ANSWER = `# A **bold** title

Some *emphasis*, some **strong words**, ***both***, some \`code\`, \`\`more \`code\` \`\`, ~~struck~~ and 2 * 3 = 6.
A second line with snake_case_words, a [link **to** it](https://example.com/a_b?c=d&e=f "Title"), an
https://example.com/bare/address and ![an image](https://example.com/x.png) in it, AT&T and a &copy; sign.

- one **item**
- [x] done
- [ ] open
  - nested *item*

  with a paragraph

1. first
2. second \`code\`
10. tenth

\`\`\`js
const a = "**no emphasis**"; // [no](link)

- no item
\`\`\`

| Name | Value **b** |
| :--- | ----: |
| a | \`1\` |
| b \\| c | [two](https://example.com/2) |

> A quote with **strong
> words** in it

Heading
-------

---

Text<br>with a break, an <i>unknown</i> tag, a <https://auto.example/link> and the last **word**.`;

/** Signs that mean nothing, tables without outer bars, words of other scripts. */
const PROSE = `It costs 5 * 3, 2*3 and a ~ b; a_b_c and **注意：**重要な*点*です。See [1], [2] and (not a link).
The path is C:\\temp\\new, 50 % | 60 % of it; R&D says \\*so\\*.

Name | Value
--- | ---
one | *1*

שלום **עולם** וגם \`קוד\`

1. **First:** do it
2. **Second:** do *that*

   \`\`\`sh
   npm test -- "**"
   \`\`\`

3. Third

~~~
text
~~~

+ plus
+ more

Done!`;

/** Grows a text letter by letter; gives what was not a beginning of `seen` in the end. */
function oddities(text: string, seen: () => string): readonly string[] {
  complete(text);
  const whole = seen();
  body.element.remove();
  body = new MessageBody();
  document.body.append(body.element);
  const odd: string[] = [];
  for (let length = 1; length <= text.length; length += 1) {
    grow(text.slice(0, length));
    if (whole.startsWith(seen())) continue;
    odd.push(`${JSON.stringify(text.slice(Math.max(0, length - 40), length))} → ${seen().slice(-60)}`);
  }
  return odd.slice(0, 12);
}

const blocks = () => [...body.element.children];

describe("a text that grows", () => {
  it("shows at each of its lengths a beginning of what it says in the end, without half a sign", () => {
    expect(oddities(ANSWER, words)).to.deep.equal([]);
  });

  it("takes no sign for markup that is none", () => {
    expect(oddities(PROSE, words)).to.deep.equal([]);
  });

  it("has no block that turns into another one", () => {
    const names = () =>
      blocks()
        .map(({ localName }) => localName)
        .join(" ");
    // Underlined headings and tables without outer bars begin as paragraphs, for whoever reads them too.
    expect(oddities(ANSWER.replace("Heading\n-------\n\n", ""), names)).to.deep.equal([]);
    expect(oddities(PROSE.replace("Name | Value", "| Name | Value"), names)).to.deep.equal([]);
  });

  it("looks in the end as if it had come at once", () => {
    const notes = ["See [^1] here.\n\nMore.", "See [^2].\n\nAnd [^1].\n\n[^1]: Note", "Only [^7]"];
    for (const text of [ANSWER, PROSE, ANSWER.replaceAll("\n", "\r\n"), ...notes]) {
      for (let length = 0; length < text.length; length += 7) grow(text.slice(0, length));
      grow(text);
      complete(text);
      const grown = body.element.innerHTML;
      body = new MessageBody();
      complete(text);
      expect(grown.replaceAll(/<!--.*?-->/g, "")).to.equal(
        body.element.innerHTML.replaceAll(/<!--.*?-->/g, ""),
      );
    }
  });

  it("keeps the elements of all blocks, and the nodes of the words they had", () => {
    grow("One.\n\nTwo **bold** wor");
    const before = blocks();
    const bold = body.element.querySelector("strong");
    grow("One.\n\nTwo **bold** words.\n\nThree");
    complete("One.\n\nTwo **bold** words.\n\nThree.");
    expect(blocks().slice(0, 2)).to.deep.equal(before);
    expect(body.element.querySelector("strong")).to.equal(bold);
    expect(words()).to.equal("One.Two bold words.Three.");
  });

  it("keeps what is selected in its last block", () => {
    grow("A paragraph that is **not** complete");
    const text = body.element.querySelector("p")!.firstChild!;
    getSelection()!.setBaseAndExtent(text, 2, text, 11);
    grow("A paragraph that is **not** complete yet, but");
    grow("A paragraph that is **not** complete yet, but will *be*.\n\nThen");
    expect(String(getSelection())).to.equal("paragraph");
    complete("A paragraph that is **not** complete yet, but will *be*.\n\nThen it is.");
    expect(String(getSelection())).to.equal("paragraph");
  });

  it("keeps the focus on a link and on a code's button, which copies what the code has by then", async () => {
    grow("See [this](https://example.com/) for");
    body.element.querySelector("a")!.focus();
    grow("See [this](https://example.com/) for more");
    expect(document.activeElement).to.equal(body.element.querySelector("a"));
    grow("See [this](https://example.com/) for more.\n\n```js\nlet a;\nle");
    const button = body.element.querySelector<HTMLElement>("[part=code-copy]")!;
    button.focus();
    const copied: string[] = [];
    const { clipboard } = navigator;
    Object.defineProperty(clipboard, "writeText", {
      configurable: true,
      value: async (text: string) => void copied.push(text),
    });
    grow("See [this](https://example.com/) for more.\n\n```js\nlet a;\nlet b;\n");
    expect(document.activeElement).to.equal(button);
    button.click();
    Reflect.deleteProperty(clipboard, "writeText");
    expect(copied).to.deep.equal(["let a;\nlet b;"]);
  });

  it("has its last block of code coloured, though nothing of it changes when it is complete", () => {
    const coloured = new Set<string>();
    const highlightCode = (code: HTMLElement) => void coloured.add(code.textContent);
    const presentation = presentationOf(document.body, { highlightCode });
    const text = "```js\nlet a;\n```\n\n```js\nlet b;\n```";
    for (let length = 1; length <= text.length; length += 1)
      body.update(text.slice(0, length), "markdown", presentation, true);
    body.update(text, "markdown", presentation);
    expect([...coloured]).to.deep.equal(["let a;", "let b;"]);
  });

  it("reads links by reference when it is complete", () => {
    const text = "See [the log][1].\n\nMore.\n\n[1]: https://example.com/log\n";
    for (let length = 1; length <= text.length; length += 1) {
      grow(text.slice(0, length));
      expect(words()).not.to.include("https:");
    }
    complete(text);
    expect(words()).to.equal("See the log.More.");
    expect(body.element.querySelector("a")!.href).to.equal("https://example.com/log");
  });

  it("is shown whole, however long it is, and stays so when it is complete", () => {
    const text = "A paragraph of some words.\n\n".repeat(1500);
    for (let length = 5000; length < text.length; length += 5000) grow(text.slice(0, length));
    complete(text);
    expect(blocks()).to.have.length(1500);
    expect(body.element.querySelector(".show-more")).to.equal(null);
  });

  it("begins anew when its beginning is another one", () => {
    grow("One.\n\nTwo.\n\nThree");
    grow("Other.\n\nTwo.\n\nThree");
    expect(words()).to.equal("Other.Two.Three");
    complete("Something else");
    expect(words()).to.equal("Something else");
  });

  it("waits no longer for the end of a link than anybody writes one", () => {
    grow(`A [bracket that is not closed ${"and words ".repeat(120)}`);
    expect(words()).to.include("[bracket that is not closed and words");
  });
});

describe("an image that a person has loaded", () => {
  const TEXT = "See ![a chart](/chart.png) and";

  it("stays while its paragraph grows, and when the answer is complete", () => {
    grow(TEXT);
    body.element.querySelector("button")!.click();
    const image = body.element.querySelector("img")!;
    for (const show of [grow, complete]) {
      show(`${TEXT} more [words](https://a.example) ![another](/other.png) here.`);
      expect(body.element.querySelector("img") === image).to.equal(true);
      expect(
        [...body.element.querySelectorAll("button")].map(({ textContent }) => textContent),
      ).to.have.length(1);
    }
    grow("Other words");
    expect(body.element.querySelector("img")).to.equal(null);
  });

  it("still says that it could not be loaded", () => {
    grow(TEXT);
    body.element.querySelector("button")!.click();
    body.element.querySelector("img")!.dispatchEvent(new Event("error"));
    grow(`${TEXT} more words`);
    expect(words()).to.equal("See a chart · The image could not be loaded and more words");
  });
});
