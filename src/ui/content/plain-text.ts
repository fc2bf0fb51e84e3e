import { findLinks } from "../links/find-links.js";
import { createLink } from "../links/link.js";
import { stepEnd } from "../presentation/step-end.js";
import type { View } from "../presentation/view.js";
import { visibleText } from "../presentation/visible-text.js";

/** Cuts one step of plain text, after a line where it can: one block, whose source is the text. */
export function plainStep(text: string): { blocks: readonly { source: string }[]; rest: string } {
  const end = stepEnd(text);
  return { blocks: [{ source: text.slice(0, end) }], rest: text.slice(end) };
}

/** Turns plain text into one paragraph whose line breaks the styles keep and whose addresses are links. */
export function plainElement(text: string, view: View): Element {
  const paragraph = document.createElement("p");
  paragraph.className = "plain";
  paragraph.dir = directionOf(text, view);
  for (const piece of findLinks(visibleText(text))) {
    paragraph.append(piece.href === undefined ? piece.text : createLink(piece.text, piece.href, view));
  }
  return paragraph;
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * A block reads in the direction of its own words, whatever the page's. By itself a browser goes by the first word,
 * which on a right-to-left page is often a Latin name in a sentence that is not.
 */
export function directionOf(words: string, { host }: View): string {
  const isMeant = RIGHT_TO_LEFT.test(words) && getComputedStyle(host).direction === "rtl";
  return isMeant ? "rtl" : "auto";
}
