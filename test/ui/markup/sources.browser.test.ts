import { expect } from "chai";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { MessageBody } from "../../../src/ui/content/message-body.js";
import { copiedMessage } from "../../../src/ui/markup/whole-message.js";
import { parseUrlPolicy } from "../../../src/ui/presentation/safe-urls.js";
import { presentationOf } from "../../support/presentation.js";

/** Where an answer's links lead, below it. */

let body: MessageBody;

before(() => loadMarkdown());
beforeEach(() => {
  body = new MessageBody();
  document.body.append(body.element);
});
afterEach(() => body.element.remove());

const FEATURES = new Set(["sources"]);
const presentation = presentationOf(document.body, { features: FEATURES });
const strip = () => body.element.querySelector<HTMLElement>("[part=sources]");
const links = () => [...(strip()?.querySelectorAll("a") ?? [])];
const said = () =>
  links().map((link) => [...link.children].map(({ textContent }) => textContent).join(" · "));

it("are each page of another site once, by its title and its host", () => {
  body.update(
    `See [the guide](https://a.example/guide), https://a.example/guide#part and www.b.example/x/y.
Also [here](${location.origin}/z), [mail](mailto:a@b.example), [1](https://c.example/).

- [d.example](https://e.example/)`,
    "markdown",
    presentation,
  );
  expect(said()).to.deep.equal([
    "the guide · a.example",
    "x/y · www.b.example",
    "c.example · c.example",
    "d.example · e.example",
  ]);
  expect(links().map(({ part, target, rel }) => [part.value, target, rel])[0]).to.deep.equal([
    "link source",
    "_blank",
    "noopener noreferrer nofollow ugc",
  ]);
  expect(strip()!.ariaLabel).to.equal("Sources");
  expect(body.element.querySelectorAll("img").length).to.equal(0);
});

it("are only those that the host lets people follow, and none where it has not asked for them", () => {
  const text = "[a](https://a.example/) [b](https://b.example/)";
  const { policy } = parseUrlPolicy("https://b.example");
  body.update(text, "markdown", { ...presentation, links: policy });
  expect(said()).to.deep.equal(["b · b.example"]);
  body.update(text, "markdown", presentationOf(document.body));
  expect(strip()).to.equal(null);
  body.update("https://a.example/", "plain", presentation);
  expect(strip()).to.equal(null);
});

it("have no signs in a path that hide, or turn the order of a text", () => {
  body.update(
    "[1](https://a.example/%E2%80%AEgpj.%E2%80%8Bexe) [2](https://a.example/%FF)",
    "markdown",
    presentation,
  );
  expect(said()).to.deep.equal(["gpj.exe · a.example", "/%FF · a.example"]);
});

it("are folded where there are many", () => {
  const all = Array.from({ length: 7 }, (_, i) => `[Page ${i}](https://${i}.example/)`).join(" ");
  body.update(all, "markdown", presentation);
  const seen = () => links().filter((link) => link.checkVisibility()).length;
  expect(seen()).to.equal(4);
  const more = strip()!.querySelector("button")!;
  expect(more.textContent).to.equal("3 more");
  more.click();
  expect([seen(), document.activeElement, strip()!.querySelector("button")]).to.deep.equal([
    7,
    links()[4],
    null,
  ]);
});

it("come when a message is whole, and stay at its end", () => {
  const text = "[a](https://a.example/) and more";
  body.update(text, "markdown", presentation, true);
  expect(strip()).to.equal(null);
  body.update(text, "markdown", presentation);
  expect(said()).to.deep.equal(["a · a.example"]);
  body.update(`${text}\n\n[b](https://b.example/)`, "markdown", presentation);
  expect(said()).to.deep.equal(["a · a.example", "b · b.example"]);
  expect(body.element.lastElementChild).to.equal(strip());
});

it("are no words of the message: no copy has them", () => {
  const { text, html } = copiedMessage("[a](https://a.example/)", "markdown", presentation);
  expect([text, html]).to.deep.equal(["a", '<p dir="auto"><a href="https://a.example/">a</a></p>']);
});
