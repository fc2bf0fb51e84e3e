import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { styles } from "../../../src/ui/styles/styles.js";
import { EntryFixture, message, ownMessage } from "../../support/entries.js";
import { until } from "../../support/element.js";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";

before(() => loadMarkdown());

/** What the clipboard was given last, by type. */
let copied: Record<string, string>;
let fixture: EntryFixture | undefined;

before(() => {
  const own = { configurable: true, writable: true };
  Object.defineProperty(navigator.clipboard, "writeText", {
    ...own,
    value: async (text: string) => (copied = { "text/plain": text }),
  });
  Object.defineProperty(navigator.clipboard, "write", {
    ...own,
    value: async ([item]: [ClipboardItem]) => {
      const texts = item.types.map(async (type) => [type, await (await item.getType(type)).text()] as const);
      copied = Object.fromEntries(await Promise.all(texts));
    },
  });
});

after(() => {
  for (const name of ["write", "writeText"]) delete (navigator.clipboard as never)[name];
});

afterEach(() => fixture?.remove());

/** What a press of the button of an agent's message, or of its code, copies. */
async function pressed(text: string, part = "copy-button"): Promise<Record<string, string>> {
  copied = {};
  fixture = await EntryFixture.show(message(text));
  fixture.part(part)!.click();
  await until(() => Object.keys(copied).length > 0);
  return copied;
}

describe("the copy button of a message", () => {
  it("copies what is seen, as text and with its markup", async () => {
    expect(await pressed("# Hi\n\n**a** [b](https://a.example/x)\n\n1. c\n2. `d`")).to.deep.equal({
      "text/plain": "Hi\n\na b\n\n1. c\n2. d",
      "text/html":
        '<h3 dir="auto">Hi</h3><p dir="auto"><strong>a</strong> <a href="https://a.example/x">b</a></p>' +
        '<ol start="1" dir="auto"><li>c</li><li><code>d</code></li></ol>',
    });
    const { "text/plain": table, "text/html": html } = await pressed(
      "| a | b |\n|-|-|\n| c | d |\n\n```js\nx\n```\n\n> q",
    );
    expect(table).to.equal("a\tb\nc\td\n\nx\n\n> q");
    expect(html).to.not.match(/button|part=|class=|tabindex|aria-|Copy/);
  });

  it("copies nothing that hides, in both", async () => {
    const hidden = "\u{e0069}\u{e0067}\u202e\u2066\u200b\x1b[201~\x1b[31m\0\u3164";
    const text = `[x]: https://a.example 'definition'\n\n[a${hidden}b][x] &#x202e;&#27;[201~c\n\n\`d${hidden}e\`\n\n\`\`\`\nf${hidden}g\n\`\`\``;
    const all = await pressed(text);
    expect(all["text/plain"]).to.equal("ab c\n\nde\n\nfg");
    expect(all["text/html"]).to.not.match(
      /[\0-\x08\x1b\u200b\u202e\u2066\u3164\u{e0000}-\u{e007f}]|definition/u,
    );
  });

  it("says where a link leads that names another place, and fetches no image where it is pasted", async () => {
    const all = await pressed("[bank.example](https://evil.test) ![chart](https://evil.test/i.png)");
    expect(all["text/plain"]).to.equal("bank.example (leads to evil.test) chart");
    expect(all["text/html"])
      .to.contain("(leads to evil.test)")
      .and.not.contain("<img")
      .and.not.contain("i.png");
  });

  it("says that it has copied, and says nothing when it has its name again", async () => {
    const { setTimeout: later } = window;
    const delayed: (() => void)[] = [];
    window.setTimeout = ((work: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
      if (ms !== 2000) return later(work, ms, ...given);
      return delayed.push(() => work(...given));
    }) as typeof setTimeout;
    await pressed("hi");
    const words = fixture!.part("copy-button")!.querySelector("span")!;
    await until(() => delayed.length > 0).finally(() => (window.setTimeout = later));
    expect([words.ariaLive, words.textContent]).to.deep.equal(["polite", "Copied"]);
    delayed[0]!();
    expect([words.ariaLive, words.textContent]).to.deep.equal([null, "Copy"]);
  });

  for (const part of ["copy-button", "code-copy"]) {
    it(`says that copying is refused: ${part}`, async () => {
      const before = [navigator.clipboard.write, navigator.clipboard.writeText] as const;
      const refuse = () => Promise.reject(new DOMException("no", "NotAllowedError"));
      Object.assign(navigator.clipboard, { write: refuse, writeText: refuse });
      fixture = await EntryFixture.show(message("a\n\n```\nb\n```"));
      const button = fixture.part(part)!;
      const words = button.querySelector("span")!;
      const name = words.textContent;
      button.click();
      await until(() => words.textContent !== name).finally(() =>
        Object.assign(navigator.clipboard, { write: before[0], writeText: before[1] }),
      );
      expect([words.ariaLive, words.textContent]).to.deep.equal([
        "polite",
        "You do not have permission for this.",
      ]);
    });
  }

  it("copies all of a text that comes in steps", async () => {
    const text = Array.from({ length: 2000 }, (_, i) => `line ${i}`).join("\n\n");
    expect((await pressed(text))["text/plain"]).to.equal(text);
  });
});

it("code copies without a trailing line break", async () => {
  expect(await pressed("```js\n\nlet a;\n\n```", "code-copy")).to.deep.equal({ "text/plain": "\nlet a;" });
  expect(await pressed("```\na\n```", "code-copy")).to.deep.equal({ "text/plain": "a" });
});

describe("a selection over messages", () => {
  it("has their words, and none of buttons or of what is only read aloud", async () => {
    const page = document.createElement("div");
    const sheets = document.adoptedStyleSheets;
    document.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet!);
    document.body.append(page);
    const shown = await Promise.all(
      [
        message("first\n\n```js\nlet a;\n```\n\n![alt](https://a.example/i.png)"),
        ownMessage("second", { delivery: "failed" }),
      ].map((entry) => EntryFixture.show(entry)),
    );
    page.append(...shown.map(({ element }) => element));
    await Promise.all(shown.map(({ element }) => element.updateComplete));
    const field = document.body.appendChild(document.createElement("textarea"));
    getSelection()!.selectAllChildren(page);
    const key = navigator.platform.startsWith("Mac") ? "Meta" : "Control";
    const press = async (letter: string) => {
      await sendKeys({ down: key });
      await sendKeys({ press: letter });
      await sendKeys({ up: key });
    };
    await press("c");
    field.focus();
    await press("v");
    await until(() => field.value !== "");
    document.adoptedStyleSheets = sheets;
    expect(field.value).to.contain("first").and.contain("let a;").and.contain("second");
    expect(field.value).to.not.match(/copy|try again|discard|load image|You/i);
    for (const element of [page, field]) element.remove();
    for (const each of shown) each.remove();
  });
});
