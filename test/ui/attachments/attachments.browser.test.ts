import { expect } from "chai";
import type { Attachment } from "../../../src/wire/attachments.js";
import { strings as german } from "../../../src/locales/de.js";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { uploadsFile } from "../../../src/ui/content/uploads-loader.js";
import { ALL_URLS, NO_URLS } from "../../../src/ui/presentation/safe-urls.js";
import { EntryFixture, message, ownMessage } from "../../support/entries.js";

const PDF: Attachment = {
  url: "https://files.example/1/report.pdf",
  name: "report.pdf",
  type: "application/pdf",
  size: 2_440_000,
};
const PHOTO: Attachment = {
  url: "https://files.example/2/photo.png",
  name: "photo.png",
  type: "image/png",
  size: null,
};
const lines = (...files: readonly Attachment[]) => files.map(({ name, url }) => `${name}: ${url}`).join("\n");

before(() => Promise.all([loadMarkdown(), uploadsFile.load()]));

let fixture: EntryFixture;
const show = async (...args: Parameters<typeof EntryFixture.show>) =>
  (fixture = await EntryFixture.show(...args));
const files = () => fixture.parts("attachment");
const facts = () =>
  files().map((file) => file.querySelector(".file-facts")!.textContent.replace(/[\u2068\u2069]/g, ""));
const bubble = () => fixture.part("bubble") as HTMLElement;

afterEach(() => fixture.remove());

describe("the files of a message", () => {
  it("have a name, a kind and a size, in place of the lines that say where they are", async () => {
    const text = `Look at this\n\n${lines(PDF)}`;
    await show(ownMessage(text, { attachments: [PDF] }));
    expect(bubble().textContent).to.equal("Look at this");
    expect(facts()).to.deep.equal(["PDF · 2.4 MB"]);
    const link = files()[0]!.querySelector("a")!;
    expect(link.href).to.equal(PDF.url);
    expect(link.textContent).to.equal("report.pdf");
    expect(link.rel).to.contain("noopener");
    expect(files()[0]!.parentElement!.ariaLabel).to.equal("Attachments");
    await fixture.update(ownMessage(text, { attachments: [PDF] }), { strings: german });
    expect(facts()).to.deep.equal(["PDF · 2,4 MB"]);
    expect(files()[0]!.parentElement!.ariaLabel).to.equal("Anhänge");
  });

  it("are all that a message without words shows", async () => {
    await show(ownMessage(lines(PDF, PHOTO), { attachments: [PDF, PHOTO] }));
    expect(bubble().hidden).to.equal(true);
    expect(files().length).to.equal(2);
    await fixture.update(ownMessage("And words"));
    expect(bubble().hidden).to.equal(false);
    expect(files().length).to.equal(0);
  });

  it("are shown of everybody, an agent too", async () => {
    await show(message(`**Here**\n\n${lines(PDF)}`, { attachments: [PDF] }));
    expect(bubble().querySelector("strong")?.textContent).to.equal("Here");
    expect(bubble().textContent.trim()).to.equal("Here");
    expect(files().length).to.equal(1);
  });

  it("hide nothing of a text but what they show", async () => {
    const evil = { ...PDF, url: "javascript:alert(1)" };
    const texts = [
      `${lines(PDF)}\n\nwords after it`,
      `report.pdf: https://other.example/report.pdf`,
      `x ${lines(PDF)}`,
    ];
    await show(ownMessage("a"));
    for (const text of texts) {
      await fixture.update(ownMessage(text, { attachments: [PDF] }));
      expect(bubble().textContent).to.equal(text);
    }
    await fixture.update(ownMessage(`a\n${lines(evil)}`, { attachments: [evil] }));
    expect(bubble().textContent).to.equal(`a\n${lines(evil)}`);
    expect(files().length).to.equal(0);
    await fixture.update(ownMessage(`a\r\n\r\n${lines(PDF)}\r\n`, { attachments: [PDF] }));
    expect(bubble().textContent).to.equal("a");
  });

  it("of a hostile log do nothing", async () => {
    const names = ["<img src=x onerror=alert(1)>", "a\u202egpj.exe", "https://good.example", ""];
    const attachments = [
      ...names.map((name) => ({ ...PDF, name })),
      { ...PDF, url: "https://me:pw@files.example/" },
      { ...PDF, url: "//files.example/x" },
      { ...PDF, url: "data:text/html,x" },
    ];
    await show(ownMessage("a", { attachments }));
    expect(files().length).to.equal(4);
    expect(fixture.element.querySelector("img")).to.equal(null);
    const [html, turned, imitating, unnamed] = files().map((file) => file.querySelector("a")!.textContent);
    expect(html).to.equal(names[0]);
    expect(turned).to.equal("agpj.exe");
    // The true host stands beside a name that is another's.
    expect(imitating).to.contain("files.example");
    expect(unnamed).to.contain(PDF.url);
  });

  it("that are images wait for a click, unless the host lets them be fetched", async () => {
    await show(ownMessage("a", { attachments: [PHOTO] }), { images: NO_URLS });
    const waiting = files()[0]!;
    expect(waiting.querySelector("[part~=image-placeholder]")!.textContent).to.contain("files.example");
    expect(waiting.querySelector("img")).to.equal(null);
    await fixture.update(ownMessage("a", { attachments: [{ ...PHOTO }], delivery: "picked-up" }));
    expect(files()[0]).to.equal(waiting);
    await fixture.update(ownMessage("a", { attachments: [PHOTO] }), { images: ALL_URLS });
    const image = files()[0]!.querySelector("img")!;
    expect(image.src).to.equal(PHOTO.url);
    expect(image.referrerPolicy).to.equal("no-referrer");
    const svg = { ...PHOTO, type: "image/svg+xml", name: "a.svg" };
    await fixture.update(ownMessage("a", { attachments: [svg] }), { images: ALL_URLS });
    expect(files()[0]!.querySelector("img, button")).to.equal(null);
  });

  it("follow the host's word on links", async () => {
    await show(ownMessage(`a\n\n${lines(PDF)}`, { attachments: [PDF] }), { links: NO_URLS });
    expect(files()[0]!.querySelector("a")).to.equal(null);
    expect(files()[0]!.querySelector(".file-name")!.textContent).to.equal("report.pdf");
  });
});
