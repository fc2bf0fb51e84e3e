import { expect } from "chai";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { MessageBody } from "../../../src/ui/content/message-body.js";
import { makeMath } from "../../../src/ui/features/math.js";
import { copiedMessage } from "../../../src/ui/markup/whole-message.js";
import { presentationOf } from "../../support/presentation.js";
import { takeRules } from "../../support/rule-host.js";

/** Formulas as MathML, which only the file that is asked for draws. */

let body: MessageBody;
const presentation = presentationOf(document.body, { makeMath });

before(() => loadMarkdown());
beforeEach(() => {
  body = new MessageBody();
  document.body.append(body.element);
});
afterEach(() => body.element.remove());

const maths = () => [...body.element.querySelectorAll("math")];

it("draws formulas in lines and on lines of their own, and leaves the rest", () => {
  body.update("It costs $5. Let $\\frac{a}{b}$ be\n\n$$\\sum_{i=1}^n i$$", "markdown", presentation);
  expect(maths().length).to.equal(2);
  expect(maths().map(({ namespaceURI }) => namespaceURI)).to.deep.equal(
    Array(2).fill("http://www.w3.org/1998/Math/MathML"),
  );
  expect(body.element.querySelector("mfrac")).to.not.equal(null);
  expect(body.element.firstElementChild?.textContent).to.match(/^It costs \$5\. Let /);
  expect(body.element.querySelectorAll(".math-display").length).to.equal(1);
});

it("shows what it cannot read as it is written", () => {
  body.update("Let $\\frac{a$ and $\\unknown$ be", "markdown", presentation);
  expect([maths().length, body.element.textContent]).to.deep.equal([0, "Let $\\frac{a$ and $\\unknown$ be"]);
});

it("makes nothing but MathML, whatever the formula asks for", () => {
  const asked = [
    "\\href{javascript:alert(1)}{x}",
    "\\url{https://evil.example}",
    "\\includegraphics{https://evil.example/x.png}",
    "\\class{x}{y}",
    "\\style{color:red}{y}",
    "\\id{x}{y}",
    "\\data{a=b}{y}",
    "\\def\\a{\\a\\a}\\a",
    "\\text{<img src=x onerror=alert(1)>}",
  ];
  body.update(asked.map((tex) => `$${tex}$`).join("\n\n"), "markdown", presentation);
  expect(body.element.querySelectorAll("img, a, script, [href], [src], [id]").length).to.equal(0);
  for (const math of maths())
    for (const element of math.querySelectorAll("*"))
      expect(element.namespaceURI).to.equal("http://www.w3.org/1998/Math/MathML");
});

it("writes no style attribute, which a strict policy blocks and reports", () => {
  const { setAttribute } = Element.prototype;
  const written: string[] = [];
  Element.prototype.setAttribute = function (name: string, value: string) {
    if (name === "style") written.push(`${this.localName} ${value}`);
    setAttribute.call(this, name, value);
  };
  try {
    const bold = makeMath("\\pmb{x}", false, null);
    expect(bold?.querySelector<HTMLElement>("[style]")?.style.fontWeight).to.equal("bold");
    expect(
      makeMath("\\sideset{_1^2}{_3^4}\\prod \\color{red} a \\boxed{b} \\cancel{c}", true, null),
    ).not.to.equal(null);
  } finally {
    Element.prototype.setAttribute = setAttribute;
  }
  expect(written).to.deep.equal([]);
});

it("draws no formula that defines commands, because its result can be far longer than the formula", () => {
  const bombs = [
    `\\def\\a{${"x".repeat(4300)}}${"\\a".repeat(200)}`,
    `\\gdef \\a#1{${"#1".repeat(900)}}\\a{${"x".repeat(900)}}`,
    `\\newcommand{\\a}[1]{${"#1".repeat(100)}}\\a{\\a{x}}`,
    "\\let\\a=x\\a",
    "\\global\\long\\def\\a{x}\\a",
  ];
  for (const tex of bombs) expect(makeMath(tex, false, null), tex.slice(0, 30)).to.equal(null);
  const drawn = ["a \\\\def", "\\delta", "x \\tag{1}", "\\begin{align} x \\nonumber \\end{align}"];
  for (const tex of drawn) expect(makeMath(tex, true, null), tex).to.not.equal(null);
});

it("draws nothing outside a formula", () => {
  const outside = [
    "\\smash{\\raisebox{9em}{\\text{Paid}}}",
    "\\smash{\\lower 9em {\\text{Paid}}}",
    "\\hspace{-9em}\\text{Paid}\\hspace{9em}",
    "\\mathllap{\\text{Paid in full, says the bank}}",
    "\\mathrlap{\\text{Paid in full, says the bank}}",
    "\\rlap{\\text{Paid in full, says the bank}}",
  ];
  const host = document.createElement("div");
  host.style.cssText = "display: block; margin: 200px; width: 300px";
  const root = host.attachShadow({ mode: "open" });
  takeRules(host);
  root.append(body.element);
  document.body.append(host);
  for (const tex of outside) {
    body.update(`It is $x ${tex} y$ that`, "markdown", presentationOf(host, { makeMath }));
    const math = maths()[0]!;
    const { top, bottom, left, right } = math.getBoundingClientRect();
    for (const text of math.querySelectorAll("mtext")) {
      const box = text.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const isNear = x > left - 16 && x < right + 16 && y > top - 16 && y < bottom + 16;
      if (!isNear) expect(math.contains(root.elementFromPoint(x, y)), tex).to.equal(false);
    }
  }
  host.remove();
});

it("gives copies what was written", () => {
  const text = "Let $a_1$ be\n\n$$b$$";
  expect(copiedMessage(text, "markdown", presentation).text).to.equal("Let $a_1$ be\n\n$$b$$");
  expect(copiedMessage(text, "markdown", presentation, "markdown").text).to.equal("Let $a_1$ be\n\n$$b$$");
});

it("comes to what is there when it is loaded, and never shows half a formula that grows", () => {
  body.update("Let $a$ be", "markdown", presentationOf(document.body));
  expect(maths().length).to.equal(0);
  body.update("Let $a$ be", "markdown", presentation);
  expect(maths().length).to.equal(1);
  const text = "So $x_1 + y$ it is";
  const grown = new MessageBody();
  for (let end = 1; end <= text.length; end += 1) {
    grown.update(text.slice(0, end), "markdown", presentation, true);
    if (!grown.element.querySelector("math")) expect(grown.element.textContent?.trim()).to.match(/^(S|So)?$/);
  }
  expect(grown.element.querySelectorAll("math").length).to.equal(1);
});
