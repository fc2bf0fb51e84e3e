import { format } from "../../language/strings.js";
import { type Footnotes, markdownGrowth, markdownNodes, markdownStep } from "../../markdown/markdown.js";
import type { SourceBlock } from "../../markdown/steps.js";
import { stepEnd } from "../../presentation/step-end.js";
import type { Presentation } from "../../presentation/presentation.js";
import { withoutTerminalCodes } from "../../presentation/visible-text.js";
import { linkedElement } from "../linked-text.js";
import { settledElements } from "../message-markup.js";
import { showSources } from "../sources.js";
import { type TextFormat, wholeMessage } from "../whole-message.js";
import { growInto } from "./grow-element.js";

/** Each press of "Show more" multiplies the shown part by this factor. A megabyte takes four presses. */
const GROWTH = 3;

/** A block of a text. A block of markdown has also its token. */
type Block = Pick<SourceBlock, "source"> & Partial<SourceBlock>;

/** A drawn block. */
interface ShownBlock {
  readonly source: string;
  readonly element: Element;
}

/**
 * Draws the text of one message. A new text keeps the elements of its unchanged first blocks, so that the selection,
 * the focus and loaded images stay. Long texts are drawn in steps.
 */
export class WrittenBody {
  readonly #element: HTMLElement;
  #text = "";
  #format: TextFormat = "plain";
  #presentation: Presentation | null = null;
  #shown: ShownBlock[] = [];
  #steps = 1;
  #rest = "";
  #footnotes: Footnotes | null | undefined;
  #more: HTMLButtonElement | null = null;
  #printed: Element | null = null;
  #growing = false;
  /** The part of a growing text whose blocks do not change any more, and the number of those blocks. */
  #settled: { readonly source: string; readonly count: number } | null = null;

  /** @param element the empty element for the text */
  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /**
   * Shows `text`. Draws only the changed blocks, within the steps that are shown.
   *
   * @param growing whether more text will follow. Then everything is shown, and only the last block is parsed again.
   */
  update(text: string, format: TextFormat, presentation: Presentation, growing = false): void {
    this.#growing = growing;
    const sameLook =
      this.#presentation !== null && format === this.#format && looksSame(presentation, this.#presentation);
    this.#presentation = presentation;
    const isComplete = this.#settled !== null && !growing;
    if (sameLook && text === this.#text && !isComplete) return;
    this.#text = text;
    this.#format = format;
    if (growing && format === "markdown")
      return this.#grow(withoutTerminalCodes(text), presentation, sameLook);
    // A text that was shown completely while it grew stays so, without "Show more".
    if (isComplete) this.#steps = Infinity;
    this.#settled = null;
    this.#rest = withoutTerminalCodes(text);
    this.#footnotes = undefined;
    const blocks = this.#nextSteps(this.#steps);
    const kept = sameLook ? this.#unchanged(blocks) : 0;
    if (isComplete) {
      this.#replace(kept, blocks.slice(kept), presentation);
      return this.#colour(this.#element, presentation);
    }
    this.#keep(kept);
    this.#append(blocks.slice(this.#shown.length), presentation);
  }

  /** Shows a growing text. Parses only the last block and the text after it. */
  #grow(text: string, presentation: Presentation, sameLook: boolean): void {
    const source = text.replaceAll("\r\n", "\n");
    let settled = this.#settled ?? { source: "", count: 0 };
    if (!sameLook || !this.#settled || !source.startsWith(settled.source)) {
      this.#keep(0);
      settled = { source: "", count: 0 };
    }
    const growth = markdownGrowth(source.slice(settled.source.length), presentation.makeMath !== null);
    const isMatched = this.#replace(settled.count, growth.blocks, presentation);
    this.#settled = isMatched
      ? {
          source: source.slice(0, settled.source.length + growth.settledChars),
          count: settled.count + growth.settled,
        }
      : settled;
    // Code is coloured once it does not change any more.
    for (const { element } of this.#shown.slice(settled.count, this.#settled.count))
      this.#colour(element, presentation);
    this.#rest = "";
    this.#offerMore(presentation);
  }

  /** Replaces the blocks from `index` on, and reuses their elements. */
  #replace(index: number, blocks: readonly Block[], presentation: Presentation): boolean {
    const { elements, isMatched } = this.#elements(blocks, presentation);
    elements.forEach((element, i) => {
      const shown = this.#shown[index + i];
      const source = (isMatched && blocks[i]?.source) || "";
      if (shown?.element.localName === element.localName) {
        growInto(shown.element, element);
        this.#shown[index + i] = { source, element: shown.element };
      } else {
        this.#keep(index + i);
        this.#element.insertBefore(element, this.#more);
        this.#shown.push({ source, element });
      }
    });
    this.#keep(index + elements.length);
    this.#offerMore(presentation);
    return isMatched;
  }

  /** Adds, for printing only, everything that "Show more" would show; `false` reverts that. */
  print(on: boolean): void {
    this.#printed?.remove();
    if (!on || !this.#rest || !this.#presentation) return;
    this.#printed = document.createElement("div");
    this.#printed.className = "print-only";
    this.#printed.append(...wholeMessage(this.#rest, this.#format, this.#presentation, this.#footnotes));
    this.#element.append(this.#printed);
  }

  #nextSteps(count: number): readonly Block[] {
    const shown: Block[] = [];
    for (let step = 0; step < count && this.#rest; step += 1) {
      const read: { blocks: readonly Block[]; rest: string; footnotes?: Footnotes | null } =
        this.#format === "markdown"
          ? markdownStep(this.#rest, Boolean(this.#presentation?.makeMath), this.#footnotes)
          : plainStep(this.#rest);
      shown.push(...read.blocks);
      this.#rest = read.rest;
      this.#footnotes = read.footnotes;
    }
    return shown;
  }

  #unchanged(blocks: readonly Block[]): number {
    const changed = this.#shown.findIndex(({ source }, i) => source !== blocks[i]?.source);
    return changed < 0 ? this.#shown.length : changed;
  }

  #keep(count: number): void {
    for (const { element } of this.#shown.splice(count)) element.remove();
  }

  /** The elements of blocks. `isMatched`: whether each block has one element. The sanitizer may have removed some. */
  #elements(
    blocks: readonly Block[],
    presentation: Presentation,
  ): { elements: readonly Element[]; isMatched: boolean } {
    const elements =
      this.#format === "markdown"
        ? settledElements(markdownNodes(blocks as readonly SourceBlock[]), presentation)
        : blocks.map(({ source }) => linkedElement(source, presentation));
    return { elements, isMatched: elements.length === blocks.length };
  }

  #append(blocks: readonly Block[], presentation: Presentation): void {
    const { elements, isMatched } = this.#elements(blocks, presentation);
    elements.forEach((element, i) => {
      // Blocks with an unknown source are drawn again by the next update.
      this.#shown.push({ source: (isMatched && blocks[i]?.source) || "", element });
    });
    const together = new DocumentFragment();
    together.append(...elements);
    this.#colour(together, presentation);
    this.#element.insertBefore(together, this.#more);
    this.#offerMore(presentation);
  }

  #colour(within: ParentNode, { highlightCode, strings }: Presentation): void {
    if (!highlightCode) return;
    for (const code of within.querySelectorAll<HTMLElement>("pre > code")) highlightCode(code, strings);
  }

  #offerMore(presentation: Presentation): void {
    if (!this.#rest) {
      this.#more?.remove();
      this.#more = null;
    } else if (!this.#more) {
      this.#more = document.createElement("button");
      this.#more.type = "button";
      this.#more.className = "show-more button";
      this.#more.addEventListener("click", () => this.#showMore());
      this.#element.append(this.#more);
    }
    const label = format(presentation.strings, "button.show-more");
    if (this.#more && this.#more.textContent !== label) this.#more.textContent = label;
    if (!this.#growing && this.#format === "markdown") showSources(this.#element, presentation);
  }

  #showMore(): void {
    if (!this.#presentation) return;
    const first = this.#shown.length;
    const hadFocus = this.#more?.matches(":focus");
    const blocks = this.#nextSteps(this.#steps * (GROWTH - 1));
    this.#steps *= GROWTH;
    this.#append(blocks, this.#presentation);
    if (this.#more || !hadFocus) return;
    // The button had the focus and was removed, so the first new element gets the focus.
    const next = this.#shown[first]?.element;
    if (next instanceof HTMLElement) {
      next.tabIndex = -1;
      next.focus({ preventScroll: true });
    }
  }
}

/** Cuts one step of plain text, after a whole line if possible. The step is one block. */
function plainStep(text: string): { blocks: readonly Block[]; rest: string } {
  const end = stepEnd(text);
  return { blocks: [{ source: text.slice(0, end) }], rest: text.slice(end) };
}

function looksSame(a: Presentation, b: Presentation): boolean {
  return (
    a.strings === b.strings &&
    a.makeMath === b.makeMath &&
    a.features === b.features &&
    a.links === b.links &&
    a.images === b.images
  );
}
