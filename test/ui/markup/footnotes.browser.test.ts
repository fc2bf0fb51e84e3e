import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { MessageBody } from "../../../src/ui/content/message-body.js";
import { copiedMessage } from "../../../src/ui/markup/whole-message.js";
import { textOf } from "../../../src/ui/markup/element-text.js";
import { presentationOf } from "../../support/presentation.js";

/** Footnotes below a message, and the ways between them and the words. */

const TEXT = "One[^1], two[^n], one again[^1].\n\n[^1]: First, see [^n]\n[^n]: Second\n\n    - with a list";

let body: MessageBody;
let root: ShadowRoot;
let host: HTMLElement;

before(() => loadMarkdown());
beforeEach(() => {
  host = document.createElement("div");
  root = host.attachShadow({ mode: "open" });
  document.body.append(host);
  body = shown();
});
afterEach(() => host.remove());

function shown(): MessageBody {
  const made = new MessageBody();
  made.element.setAttribute("part", "bubble");
  root.append(made.element);
  return made;
}

const presentation = () => presentationOf(host);
const signs = (within: Element = body.element) => [
  ...within.querySelectorAll<HTMLButtonElement>("[part=footnote-reference]"),
];
const notes = (within: Element = body.element) => [...within.querySelectorAll<HTMLElement>("li[data-note]")];
const focused = () => root.activeElement;

it("stand below the words in the order in which they are referred to, named for screen readers", () => {
  body.update(TEXT, "markdown", presentation());
  expect(signs().map(({ textContent, ariaLabel }) => [textContent, ariaLabel])).to.deep.equal([
    ["1", "Footnote 1"],
    ["n", "Footnote n"],
    ["1", "Footnote 1"],
    ["n", "Footnote n"],
  ]);
  expect(notes().map(({ dataset }) => dataset["note"])).to.deep.equal(["1", "n"]);
  const section = body.element.lastElementChild!;
  expect([section.getAttribute("part"), section.getAttribute("role"), section.ariaLabel]).to.deep.equal([
    "footnotes",
    "doc-endnotes",
    "Footnotes",
  ]);
  expect(notes()[1]!.querySelector("ul li")!.textContent).to.equal("with a list");
  expect(body.element.querySelectorAll("[id], a").length).to.equal(0);
});

it("are led to by the keyboard, and lead back to where the reader came from; the page's address stays", async () => {
  const before = [location.href, history.length];
  body.update(TEXT, "markdown", presentation());
  signs()[2]!.focus();
  await sendKeys({ press: "Enter" });
  expect(focused()).to.equal(notes()[0]!);
  await sendKeys({ press: "Tab" });
  await sendKeys({ press: "Tab" });
  expect((focused() as HTMLElement).ariaLabel).to.equal("Back from footnote 1");
  await sendKeys({ press: "Enter" });
  expect(focused()).to.equal(signs()[2]!);
  notes()[1]!.querySelector<HTMLElement>("[part=footnote-back]")!.click();
  expect(focused()).to.equal(signs()[1]!);
  expect([location.href, history.length]).to.deep.equal(before);
});

it("are those of their own message", () => {
  body.update("A[^1]\n\n[^1]: first message", "markdown", presentation());
  const other = shown();
  other.update("B[^1]\n\n[^1]: second message", "markdown", presentation());
  signs(other.element)[0]!.click();
  expect(focused()).to.equal(notes(other.element)[0]!);
  other.element.remove();
});

it("make nothing but words of what hides in a label", () => {
  body.update(
    "A[^<img/src=x>] B[^\u202ex]\n\n[^<img/src=x>]: one\n[^\u202ex]: two",
    "markdown",
    presentation(),
  );
  expect(body.element.querySelectorAll("img").length).to.equal(0);
  expect(signs().map(({ textContent }) => textContent)).to.deep.equal(["<img/src=x>", "x"]);
  signs()[1]!.click();
  expect(focused()).to.equal(notes()[1]!);
});

it("are copied as words and as markdown that makes the same again", () => {
  const plain = copiedMessage(TEXT, "markdown", presentation());
  expect(plain.text).to.equal(
    "One[1], two[n], one again[1].\n\n[1] First, see [n]\n[n] Second\n\n- with a list",
  );
  expect(plain.html).to.contain("One<sup>1</sup>").and.to.not.contain("button");
  const { text } = copiedMessage(TEXT, "markdown", presentation(), "markdown");
  body.update(TEXT, "markdown", presentation());
  const first = body.element.innerHTML;
  const again = shown();
  again.update(text, "markdown", presentation());
  expect(again.element.innerHTML).to.equal(first);
  expect(textOf(body.element.children, "markdown", "7-")).to.contain("[^7-1]: First, see [^7-n]");
});

it("do not flash while a message grows, and the signs that are there stay", () => {
  const text = "One[^1] and two[^2].\n\n[^1]: First\n[^2]: Second of them";
  for (let end = 1; end <= text.length; end += 1) {
    body.update(text.slice(0, end), "markdown", presentation(), true);
    expect("One1 and two2.").to.match(new RegExp(`^${body.element.textContent}`));
    expect(notes().length).to.equal(0);
  }
  const [first] = signs();
  first!.focus();
  body.update(text, "markdown", presentation());
  expect(notes().length).to.equal(2);
  expect([signs()[0], focused()]).to.deep.equal([first, first]);
});

it("come with the part of a long message that refers to them", () => {
  const filling = Array.from({ length: 300 }, (_, i) => `Paragraph ${i}`).join("\n\n");
  body.update(`A[^1]\n\n${filling}\n\nB[^2], again[^1]\n\n[^1]: One\n[^2]: Two`, "markdown", presentation());
  expect(notes().map(({ dataset }) => dataset["note"])).to.deep.equal(["1"]);
  body.print(true);
  expect(notes().map(({ dataset }) => dataset["note"])).to.deep.equal(["1", "2"]);
  body.print(false);
  body.element.querySelector<HTMLElement>(".show-more")!.click();
  expect(notes().map(({ dataset }) => dataset["note"])).to.deep.equal(["1", "2"]);
  signs().at(-1)!.click();
  expect(focused()).to.equal(notes()[0]!);
});

it("are drawn from the right where words are", () => {
  host.dir = "rtl";
  body.update("مرحبا[^1]\n\n[^1]: أهلا", "markdown", presentation());
  const [note] = notes();
  const label = note!.querySelector(".note-label")!.getBoundingClientRect();
  expect(label.right).to.be.closeTo(note!.getBoundingClientRect().right, 1);
});
