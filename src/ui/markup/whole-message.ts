import { type Copied } from "./copy-button.js";
import { textOf, type Wording } from "./element-text.js";
import { type Footnotes, markdownNodes, markdownStep } from "../markdown/markdown.js";
import { settledElements } from "./message-markup.js";
import { linkedElement } from "./linked-text.js";
import type { Presentation } from "../presentation/presentation.js";
import { withoutTerminalCodes } from "../presentation/visible-text.js";

/** The format of a message's text: agents write GitHub Flavored Markdown, people write plain text. */
export type TextFormat = "markdown" | "plain";

/**
 * A whole message as elements, also the part that is shown only after "Show more". Takes time in proportion to the
 * text.
 *
 * @param footnotes the footnotes of the whole text, if `text` is the rest of one
 */
export function wholeMessage(
  text: string,
  format: TextFormat,
  presentation: Presentation,
  footnotes?: Footnotes | null,
): readonly Element[] {
  if (format === "plain") return [linkedElement(text, presentation)];
  const elements: Element[] = [];
  let known = footnotes;
  for (let rest = withoutTerminalCodes(text); rest;) {
    const step = markdownStep(rest, presentation.makeMath !== null, known);
    known = step.footnotes;
    elements.push(...settledElements(markdownNodes(step.blocks), presentation));
    // A step that does not shorten the text would repeat without end, so the rest is shown as plain text.
    if (step.rest.length >= rest.length) return [...elements, linkedElement(step.rest, presentation)];
    rest = step.rest;
  }
  return elements;
}

/**
 * The content for the clipboard when a message is copied: its text as it is shown, and as HTML.
 *
 * @param wording `markdown`: only text, as markdown that gives the same elements again.
 */
export function copiedMessage(
  text: string,
  format: TextFormat,
  presentation: Presentation,
  wording: Wording = "plain",
): Copied {
  const elements = wholeMessage(text, format, presentation);
  if (wording === "markdown") return { text: textOf(elements, wording) };
  return { text: textOf(elements, "plain"), html: htmlOf(elements) };
}

const KEPT = new Set(["align", "dir", "href", "start"]);

/**
 * Nodes as HTML for another program: without buttons, with images as their alternative text, without classes and other
 * attributes of this package.
 */
export function htmlOf(nodes: readonly Node[]): string {
  const box = document.createElement("div");
  box.append(...nodes);
  for (const image of box.querySelectorAll("img")) image.replaceWith(image.alt);
  for (const button of box.querySelectorAll("button")) {
    const isReference = button.parentElement?.localName === "sup";
    const words = isReference ? button : button.querySelector(".image-alt");
    button.replaceWith(words?.textContent ?? "");
  }
  for (const head of box.querySelectorAll(".code-head")) head.remove();
  for (const element of box.querySelectorAll("*")) {
    for (const name of element.getAttributeNames()) if (!KEPT.has(name)) element.removeAttribute(name);
  }
  return box.innerHTML;
}
