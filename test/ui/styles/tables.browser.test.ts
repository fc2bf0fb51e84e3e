import { expect } from "chai";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { EntryFixture, message } from "../../support/entries.js";

before(() => loadMarkdown());

for (const cell of ["https://a.example/long".padEnd(120, "/path"), `\`${"src/long".padEnd(120, "/path")}\``])
  it(`a long ${cell.startsWith("`") ? "path" : "address"} in a table leaves the other columns room`, async () => {
    const words = "A description of several words that is to be read in lines and not word by word.";
    const fixture = await EntryFixture.show(
      message(`| File | Change |\n| --- | --- |\n| ${cell} | ${words} |`),
    );
    fixture.host.style.cssText = "display: block; inline-size: 600px";
    const [file, change] = fixture.element.querySelectorAll("td");
    expect(change!.getBoundingClientRect().width).to.be.above(200);
    expect(file!.getBoundingClientRect().width).to.be.above(100);
    fixture.remove();
  });
