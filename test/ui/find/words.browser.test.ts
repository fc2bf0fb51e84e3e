import { expect } from "chai";
import type { Entry } from "../../../src/session/state/state.js";
import { loadMarkdown, loadedMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { wholeMessage } from "../../../src/ui/markup/whole-message.js";
import { makeMath } from "../../../src/ui/features/math.js";
import { rangesIn } from "../../../src/ui/find/drawn-words.js";
import { entryWords } from "../../../src/ui/find/entry-words.js";
import { BLOCK_END, Folding, places } from "../../../src/ui/find/folding.js";
import { uploadsFile } from "../../../src/ui/content/uploads-loader.js";
import { EntryFixture, ownMessage } from "../../support/entries.js";
import { presentationOf } from "../../support/presentation.js";
import { until } from "../../support/wait.js";

/** What is searched of a log that is not drawn has to be what the screen will show of it. */

before(() => loadMarkdown());

const SAMPLES = [
  "Plain words, and more words.",
  "Some **bold** and *it*alic, `code` and ~~old~~ words",
  "# A heading\n\nA paragraph\nwith a break  \nand another",
  "- one item\n- two items\n  - inner item\n- [x] done item",
  "1. first\n\n   second paragraph\n2. third",
  "> quoted words\n> go on\n>\n> > and deeper words",
  "```ts\nconst words = 1;\n// more words\n```\n\nwords after",
  "    indented words\n    of code",
  "| a | b words |\n| - | - |\n| words | **d** |",
  "[a link with words](https://example.com/words) and https://example.com/words/bare",
  "[words](https://example.com) that say https://other.example.com",
  "![alt words](https://example.com/words.png) after the image",
  "<b>raw</b> html<br>words &amp; &copy; references",
  "A word\u200b hidden \u001b[31mred\u001b[0m words",
  '[ref] words\n\n[ref]: https://example.com "words"',
  "Line one\nline two\n\n---\n\n***\nwords",
  "Escaped \\*words\\* and a trailing backslash\\\nwords",
  "שלום words مرحبا words",
  "words[^1] and words[^n] and code\n\n[^1]: words in a note\n[^n]: - an item\n    - words [^1]",
  "words $a + \\text{words}$ and $d$\n\n$$\\text{an item}$$\n\n$$d$$",
];

const SOUGHT = ["words", "word", "a", "an", "code", "item", "link", "one two", "d", "e", "break and", "© re"];

describe("the words of an entry", () => {
  for (const text of SAMPLES) {
    it(`are those that are drawn: ${JSON.stringify(text.slice(0, 40))}`, () => {
      const presentation = presentationOf(document.body, { makeMath });
      const folding = new Folding("en");
      const entry = { kind: "message", from: "agent", text } as Entry;
      const words = [...entryWords(entry, presentation, loadedMarkdown())]
        .map((piece) => folding.fold(piece))
        .join(BLOCK_END);
      const drawn = document.createElement("div");
      const bubble = document.createElement("div");
      bubble.setAttribute("part", "bubble");
      bubble.append(...wholeMessage(text, "markdown", presentation));
      drawn.append(bubble);
      for (const sought of SOUGHT)
        expect(rangesIn(drawn, sought, folding).length, `${sought} in ${bubble.textContent}`).to.equal(
          [...places(words, sought)].length,
        );
    });
  }
});

it("has the names of files, and not the addresses that the screen leaves out", async () => {
  await uploadsFile.load();
  const attachments = [
    { url: "https://files.example/words/1", name: "words.pdf", type: "application/pdf", size: 1 },
    { url: "https://files.example/2", name: "words", type: "", size: null },
    { url: "data:words", name: "no words", type: "", size: null },
  ];
  const text = "My words\n\nwords.pdf: https://files.example/words/1";
  const entry = ownMessage(text, { attachments });
  const fixture = await EntryFixture.show(entry);
  await until(() => fixture.part("attachment"), "the files");
  const folding = new Folding("en");
  const words = [...entryWords(entry, fixture.presentation, null)].map((piece) => folding.fold(piece));
  expect(words).to.deep.equal(["my words", "words.pdf", "words"]);
  expect(rangesIn(fixture.element, "words", folding)).to.have.length(3);
  expect(rangesIn(fixture.element, "pdfwords", folding)).to.have.length(0);
  fixture.remove();
});
