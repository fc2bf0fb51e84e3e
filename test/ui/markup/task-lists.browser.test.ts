import { expect } from "chai";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { EntryFixture, message } from "../../support/entries.js";

let fixture: EntryFixture;

before(() => loadMarkdown());
afterEach(() => fixture.remove());

/** The list items of a text. */
async function shown(text: string): Promise<HTMLElement[]> {
  fixture = await EntryFixture.show(message(text));
  return [...fixture.element.querySelectorAll("li")];
}

/** Where a character of an item's text is drawn. */
function placeOf(item: HTMLElement, character: string): DOMRect {
  const texts = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    const range = document.createRange();
    const at = text.data.indexOf(character);
    if (at < 0) continue;
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect();
  }
  throw new Error(`no ${character}`);
}

for (const [text, isRtl] of [
  ["- [x] done\n- [ ] open", false],
  ["- [x] done\n\n- [ ] open", false],
  ["- [x] נעשה\n- [ ] פתוח", true],
] as const) {
  it(`a task has its box in place of a bullet: ${JSON.stringify(text)}`, async () => {
    const items = await shown(text);
    expect(items.map((item) => getComputedStyle(item).listStyleType)).to.deep.equal(['""', '""']);
    items.forEach((item, i) => {
      const [box, line, list] = [placeOf(item, i ? "☐" : "☑"), item, item.parentElement!].map((one) =>
        one instanceof DOMRect ? one : one.getBoundingClientRect(),
      );
      const sides = (rect?: DOMRect) => (isRtl ? -(rect?.right ?? 0) : (rect?.left ?? 0));
      expect(sides(box)).to.be.within(sides(list), sides(line) - 1);
    });
  });
}

it("what is below a task begins where its words do, and other items keep their bullets", async () => {
  const [task, below, other] = await shown("- [x] done\n  - below\n\n- other");
  expect([below, other].map((item) => getComputedStyle(item!).listStyleType)).to.deep.equal([
    "circle",
    "disc",
  ]);
  expect(getComputedStyle(below!).textIndent).to.equal("0px");
  expect(placeOf(below!, "b").left).to.be.above(task!.getBoundingClientRect().left);
});
