import type { Token } from "marked";
import { markdownStep, plainStep } from "./markdown-steps.js";
import { markdownElements, plainElement } from "./message-markup.js";
import { format } from "../language/strings.js";
import type { View } from "../presentation/view.js";
import { withoutTerminalCodes } from "../presentation/visible-text.js";

/** How a text is meant: agents write GitHub's markdown, people write words and line breaks. */
export type TextFormat = "markdown" | "plain";

/** A block of a text, and all of the source that decides how it looks. */
interface SourceBlock {
  readonly source: string;
  readonly token: Token;
}

/** A block as it is shown. */
interface ShownBlock {
  readonly source: string;
  readonly element: Element;
}

/**
 * The words of one message as elements. A new text keeps the elements of the blocks it begins with
 * unchanged, so that what a reader has selected, focused or loaded stays. Long texts come in steps.
 */
export class MessageBody {
  /** The box of the words; the owner gives it its part and place. */
  readonly element = document.createElement("div");
  #text = "";
  #format: TextFormat = "plain";
  #view: View | null = null;
  #shown: ShownBlock[] = [];
  #steps = 1;
  #rest = "";
  #more: HTMLButtonElement | null = null;

  /** Shows `text`. Costs what has changed, and no more than the steps that are shown. */
  update(text: string, format: TextFormat, view: View): void {
    const sameLook = this.#view !== null && format === this.#format && looksSame(view, this.#view);
    this.#view = view;
    if (sameLook && text === this.#text) return;
    this.#text = text;
    this.#format = format;
    this.#rest = withoutTerminalCodes(text);
    const blocks: SourceBlock[] = [];
    for (let step = 0; step < this.#steps && this.#rest; step += 1) blocks.push(...this.#nextStep());
    this.#keep(sameLook ? this.#unchanged(blocks) : 0);
    this.#append(blocks.slice(this.#shown.length), view);
  }

  #nextStep(): readonly SourceBlock[] {
    const { blocks, rest } = this.#format === "markdown" ? markdownStep(this.#rest) : plainStep(this.#rest);
    this.#rest = rest;
    // A definition is not shown itself, but any other block may lean on it.
    const definitions = blocks.map(({ type, raw }) => (type === "def" ? raw : "")).join("");
    return blocks
      .filter(({ type }) => type !== "def" && type !== "space")
      .map((token) => ({ source: definitions + token.raw, token }));
  }

  #unchanged(blocks: readonly SourceBlock[]): number {
    const changed = this.#shown.findIndex(({ source }, i) => source !== blocks[i]?.source);
    return changed < 0 ? this.#shown.length : changed;
  }

  #keep(count: number): void {
    for (const { element } of this.#shown.splice(count)) element.remove();
  }

  #append(blocks: readonly SourceBlock[], view: View): void {
    const tokens = blocks.map(({ token }) => token);
    const elements =
      this.#format === "markdown"
        ? markdownElements(tokens, view)
        : tokens.map(({ raw }) => plainElement(raw, view));
    // Where a parser made more or fewer of them, nobody knows which is which: they are not kept again.
    const matched = elements.length === blocks.length;
    elements.forEach((element, i) => {
      this.element.insertBefore(element, this.#more);
      this.#shown.push({ source: (matched && blocks[i]?.source) || "", element });
    });
    this.#offerMore(view);
  }

  #offerMore(view: View): void {
    if (!this.#rest) {
      this.#more?.remove();
      this.#more = null;
    } else if (!this.#more) {
      this.#more = document.createElement("button");
      this.#more.type = "button";
      this.#more.className = "show-more button";
      this.#more.textContent = format(view.strings, "button.show-more");
      this.#more.addEventListener("click", () => this.#showMore());
      this.element.append(this.#more);
    }
  }

  #showMore(): void {
    if (!this.#view) return;
    const first = this.#shown.length;
    this.#steps += 1;
    this.#append(this.#nextStep(), this.#view);
    if (this.#more) return;
    // The button is gone with the focus it had: on with what it brought.
    const next = this.#shown[first]?.element;
    if (next instanceof HTMLElement) {
      next.tabIndex = -1;
      next.focus({ preventScroll: true });
    }
  }
}

function looksSame(a: View, b: View): boolean {
  return a.strings === b.strings && a.links === b.links && a.images === b.images;
}
