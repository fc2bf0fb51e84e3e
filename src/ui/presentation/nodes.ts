import { CHEVRON, drawIcon } from "./drawn-icon.js";
import { MAX_FOLDED_CHARS, visibleText } from "./visible-text.js";

/* Makes nodes without Lit, for files on demand. A file on demand that imports Lit would contain its own copy of it. */

/** Makes an element with attributes and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets the text of an element only if it differs, so that a selection in it stays. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A collapsed plain text, in a `<details>` element. Its open state stays when its text changes. */
export class Collapsible {
  readonly #element = make("details", { class: "fold" });
  readonly #name = make("span", {});
  readonly #text = make("div", { class: "fold-text plain", dir: "auto", tabindex: "0", role: "group" });

  constructor() {
    this.#element.append(make("summary", {}, drawIcon(CHEVRON), this.#name), this.#text);
  }

  /** Shows the text at the end of `parent`. Removes the element if the text is blank. */
  showIn(parent: Element, name: string, text: string): void {
    const shown = visibleText(text.slice(0, MAX_FOLDED_CHARS));
    write(this.#name, name);
    this.#text.ariaLabel = name;
    write(this.#text, shown);
    if (!shown.trim()) this.#element.remove();
    else if (this.#element.parentNode !== parent) parent.append(this.#element);
  }
}
