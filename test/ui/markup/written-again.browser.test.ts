import { expect } from "chai";
import { Random } from "../../../demo/fault-network/random.js";
import { textOf } from "../../../src/ui/markup/element-text.js";
import { wholeMessage } from "../../../src/ui/markup/whole-message.js";
import { presentationOf } from "../../support/presentation.js";

const PRESENTATION = presentationOf(document.body);

/** The elements of a text, as HTML without the spaces at the start of a paragraph, which nobody sees. */
const drawn = (text: string) =>
  wholeMessage(text, "markdown", PRESENTATION)
    .map(({ outerHTML }) => outerHTML)
    .join("\n")
    .replace(/<p([^>]*)>\s+/g, "<p$1>");
const written = (text: string) => textOf(wholeMessage(text, "markdown", PRESENTATION), "markdown");

const WORDS = [
  "word",
  "two words",
  "snake_case",
  "2 * 3",
  "a|b",
  "C:\\dir",
  "`code`",
  "`` a`b ``",
  "`a|b`",
  "**strong**",
  "*em*",
  "~~out~~",
  "***both***",
  "[a](https://a.example/x)",
  "[b (c)](https://a.example/x_(y))",
  "[`d`](<https://a.example/a b>)",
  "https://a.example/y",
  "1. no item",
  "- no item",
  "# no heading",
  "R&D &amp;lt;",
  "&copy;",
  "<b>",
  "$5",
  "[x]",
  "(y)",
  "שלום",
  "日本語",
  "👩‍👩‍👧",
  "e\\*f",
  "~5",
  "a@b.example",
  "+",
  "!",
  "^1",
];

/** Writes random markdown. */
class Writer {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  document(): string {
    return this.#blocks(2, 3).join("\n\n");
  }

  #below(count: number): number {
    return this.#random.integer(0, count - 1);
  }

  #line(): string {
    return Array.from({ length: 1 + this.#below(4) }, () => WORDS[this.#below(WORDS.length)]).join(" ");
  }

  #blocks(depth: number, most: number): string[] {
    return Array.from({ length: 1 + this.#below(most) }, () => this.#block(depth));
  }

  #block(depth: number): string {
    switch (this.#below(depth > 0 ? 9 : 3)) {
      case 0:
        return `${this.#line()}\n${this.#line()}`;
      case 1:
        return `\`\`\`${["", "js", "c++"][this.#below(3)]}\n${this.#line()}\n\n  ${this.#line()}\n\`\`\``;
      case 2:
        return this.#line();
      case 3:
        return `${"#".repeat(1 + this.#below(4))} ${this.#line()}`;
      case 4:
        return this.#blocks(depth - 1, 2)
          .join("\n\n")
          .replace(/^/gm, "> ");
      case 5:
        return this.#table();
      default:
        return this.#list(depth);
    }
  }

  #table(): string {
    const columns = 1 + this.#below(3);
    const cells = (cell: () => string) => `| ${Array.from({ length: columns }, cell).join(" | ")} |`;
    const words = () => this.#line().replaceAll("|", "\\|");
    const align = () => ["---", ":--", ":-:", "--:"][this.#below(4)] ?? "";
    return [cells(words), cells(align), cells(words), cells(words)].join("\n");
  }

  #list(depth: number): string {
    const sign = ["- ", "* ", "1. ", "7. ", "- [x] ", "- [ ] ", "3) "][this.#below(7)] ?? "";
    const [mark = ""] = /^\S+ /.exec(sign) ?? [];
    // Below the text of a tight item only another list is written. After any other block marked makes paragraphs.
    const isTight = this.#below(2) > 0;
    const between = isTight ? "\n" : "\n\n";
    const below = () => (isTight ? [this.#list(depth - 1)] : this.#blocks(depth - 1, 2));
    const item = () => {
      const rest = this.#below(3) ? [] : below();
      return (sign + [this.#line(), ...rest].join(between)).replaceAll("\n", `\n${" ".repeat(mark.length)}`);
    };
    return Array.from({ length: 1 + this.#below(3) }, item).join(between);
  }
}

it("a text that is written from its elements gives the same elements", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const text = new Writer(seed).document();
    expect(drawn(written(text)), `seed ${seed}\n${text}\n=>\n${written(text)}`).to.equal(drawn(text));
  }
});

it("keeps what other programs read: the language of code, the alignment of columns, tasks", () => {
  const text =
    "```js\na\n```\n\n| a | b | c | d |\n| --- | :--- | :---: | ---: |\n| 1 | 2 | 3 | 4 |\n\n- [x] done\n- [ ] open";
  expect(written(text)).to.equal(text);
});
