import { expect } from "chai";
import { loadMarkdown, markdownFile, type Markup } from "../../../src/ui/content/markdown-loader.js";
import { card, EntryFixture } from "../../support/entries.js";

/** One page, one life of the file. */
it("a card is its title and its text until what draws it is here", async () => {
  let come: (markup: Markup) => void = () => {};
  markdownFile.from(() => new Promise((resolve) => (come = resolve)));
  const fixture = await EntryFixture.show(card({ title: "report.pdf", text: "is ready" }));
  expect(fixture.part("card")).to.equal(null);
  expect(fixture.element.textContent).to.contain("report.pdf").and.to.contain("is ready");

  come(await import("../../../src/ui/markup/markup.js"));
  await loadMarkdown();
  await fixture.element.updateComplete;
  expect(fixture.part("card")!.textContent).to.contain("report.pdf").and.to.contain("is ready");
  expect(fixture.element.querySelectorAll("[part~=notice]")).to.have.length(0);
  fixture.remove();
});
