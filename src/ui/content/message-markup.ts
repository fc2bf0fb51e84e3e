import { createCopyButton } from "./copy-button.js";
import { findLinks } from "./find-links.js";
import { createImage } from "./image.js";
import { createLink, settleLink } from "./link.js";
import { blockNodes } from "./markdown-nodes.js";
import type { SourceBlock } from "./markdown-steps.js";
import { sanitize } from "./sanitize.js";
import { format } from "../language/strings.js";
import type { View } from "../presentation/view.js";
import { visibleText } from "../presentation/visible-text.js";

/** Turns blocks of markdown into elements, one for each block that shows anything. */
export function markdownElements(blocks: readonly SourceBlock[], view: View): readonly Element[] {
  const fragment = blockNodes(blocks);
  sanitize(fragment);
  for (const data of fragment.querySelectorAll("data")) settleImage(data, view);
  for (const anchor of fragment.querySelectorAll("a")) {
    // An address that the gate took away, or that is none, would lead to this very page.
    const href = anchor.getAttribute("href");
    if (!href || !settleLink(anchor, href, view)) anchor.replaceWith(...anchor.childNodes);
  }
  for (const pre of fragment.querySelectorAll("pre")) frameCode(pre, view);
  for (const table of fragment.querySelectorAll("table")) frameTable(table, view);
  for (const block of fragment.children) block.setAttribute("dir", directionOf(block.textContent, view));
  return [...fragment.children];
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
function directionOf(words: string, { host }: View): string {
  const isMeant = RIGHT_TO_LEFT.test(words) && getComputedStyle(host).direction === "rtl";
  return isMeant ? "rtl" : "auto";
}

/** A button may not stand inside a link: an image that waits follows the link it was in, its words stay. */
function settleImage(data: HTMLDataElement, view: View): void {
  const alt = data.textContent;
  const image = createImage(data.value, alt, view);
  const anchor = data.closest("a");
  if (!anchor || !(image instanceof HTMLButtonElement)) return data.replaceWith(image);
  data.replaceWith(alt || format(view.strings, "content.image"));
  anchor.after(" ", image);
}

function frameCode(pre: HTMLPreElement, view: View): void {
  const language = pre.firstElementChild?.className.replace("language-", "") ?? "";
  const head = document.createElement("div");
  head.className = "code-head";
  const name = document.createElement("span");
  name.textContent = language;
  head.append(name);
  const copy = createCopyButton(view.strings, {
    part: "code-copy",
    label: "button.copy-code",
    copied: () => ({ text: pre.textContent.replace(/(?<!\n)\n+$/, "") }),
  });
  if (copy instanceof Element) head.append(copy);
  const frame = frameAround(pre, "code");
  frame.prepend(head);
  makeScrollable(pre, language || format(view.strings, "content.code"));
}

function frameTable(table: HTMLTableElement, view: View): void {
  makeScrollable(frameAround(table, "table"), format(view.strings, "content.table"));
}

function frameAround(element: Element, part: string): HTMLElement {
  const frame = document.createElement("div");
  frame.setAttribute("part", part);
  element.replaceWith(frame);
  frame.append(element);
  return frame;
}

/** What scrolls sideways must be reachable without a pointer, and named for those who do not see it. */
function makeScrollable(element: HTMLElement, label: string): void {
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", label);
}
