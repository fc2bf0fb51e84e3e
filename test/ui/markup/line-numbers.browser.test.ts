import { expect } from "chai";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { MessageBody } from "../../../src/ui/content/message-body.js";
import { styles } from "../../../src/ui/styles/styles.js";
import { presentationOf } from "../../support/presentation.js";

/** The numbers of a block's lines, for those who ask for them. */

const CODE = "```js\nlet a;\n\nlet b;\n```";

let host: HTMLElement;
let body: MessageBody;

before(() => loadMarkdown());
beforeEach(() => {
  host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet!);
  document.body.append(host);
  body = new MessageBody();
  root.append(body.element);
});
afterEach(() => host.remove());

const presentation = (...features: string[]) => presentationOf(host, { features: new Set(features) });
const pre = () => body.element.querySelector("pre")!;
const drawn = () => getComputedStyle(pre(), "::before").content;

it("are not there unasked", () => {
  body.update(CODE, "markdown", presentation());
  expect([pre().dataset["lines"], drawn()]).to.deep.equal([undefined, "none"]);
});

it("stand beside the code, and are no part of it", () => {
  body.update(CODE, "markdown", presentation("line-numbers"));
  expect(pre().dataset["lines"]).to.equal("1\n2\n3");
  expect(drawn()).to.not.equal("none");
  expect([pre().textContent, pre().querySelectorAll("*").length]).to.deep.equal(["let a;\n\nlet b;", 1]);
  const code = pre().firstElementChild!.getBoundingClientRect();
  expect(code.left - pre().getBoundingClientRect().left).to.be.greaterThan(20);
});

it("grow with the code, and are away where lines are wrapped", () => {
  body.update("```js\nlet a;", "markdown", presentation("line-numbers"), true);
  expect(pre().dataset["lines"]).to.equal("1");
  body.update("```js\nlet a;\nlet b;", "markdown", presentation("line-numbers"), true);
  expect(pre().dataset["lines"]).to.equal("1\n2");
  pre().classList.add("wrapped");
  expect(drawn()).to.equal("none");
});

it("come and go with the wish for them", () => {
  body.update(CODE, "markdown", presentation());
  body.update(CODE, "markdown", presentation("line-numbers"));
  expect(pre().dataset["lines"]).to.equal("1\n2\n3");
  body.update(CODE, "markdown", presentation());
  expect(pre().dataset["lines"]).to.equal(undefined);
});
