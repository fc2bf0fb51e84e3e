import { expect } from "chai";
import { Folding } from "../../../src/ui/find/folding.js";
import { CURRENT, FOUND, Marks } from "../../../src/ui/find/marks.js";
import type { DrawnEntry } from "../../../src/ui/find/reader-place.js";

const HAS_HIGHLIGHTS = typeof Highlight === "function";

const host = document.createElement("div");
const root = host.attachShadow({ mode: "open" });

before(() => document.body.append(host));
after(() => host.remove());

function entryOf(key: string, words: string): DrawnEntry {
  const element = document.createElement("oc-entry");
  element.innerHTML = `<div part="bubble">${words}</div>`;
  return Object.assign(element, { entry: { key } });
}

/** The places of what a highlight marks in the text around it, for marks in the document. */
const marked = (name: string) =>
  [...(CSS.highlights.get(name) as unknown as Iterable<StaticRange>)]
    .filter(({ startContainer }) => startContainer.isConnected)
    .map(({ startContainer, startOffset }) => [startContainer.textContent, startOffset]);

it("the current match stays marked when its entry is drawn again", async () => {
  if (!HAS_HIGHLIGHTS) return;
  root.innerHTML = `<div class="feed"></div>`;
  const feed = root.firstElementChild!;
  const entry = entryOf("a", "needle needle");
  feed.append(entry, entryOf("b", "needle"));
  const marks = new Marks(root);
  marks.seek("needle", new Folding("en"));
  expect(marks.rangesOf(entry)).to.have.length(2);
  marks.show(entry, 1);
  expect(marked(CURRENT)).to.deep.equal([["needle needle", 7]]);
  entry.innerHTML = `<div part="bubble">A needle and a needle</div>`;
  await Promise.resolve();
  expect(marked(CURRENT)).to.deep.equal([["A needle and a needle", 15]]);
  entry.remove();
  await Promise.resolve();
  expect(marked(CURRENT)).to.deep.equal([]);
  feed.prepend(entryOf("a", "again needle needle"));
  await Promise.resolve();
  expect(marked(CURRENT)).to.deep.equal([["again needle needle", 13]]);
  marks.stop();
  expect([...marked(CURRENT), ...marked(FOUND)]).to.deep.equal([]);
});
