import { createCopyButton } from "./copy-button.js";
import { createImage } from "./image.js";
import { settleLink } from "../links/link.js";
import { settleFootnotes } from "./footnotes.js";
import { spoken } from "../language/spoken.js";
import { directionOf } from "../presentation/direction.js";
import { make } from "../presentation/nodes.js";
import type { Presentation } from "../presentation/presentation.js";
import { ENGLISH } from "./words.js";

/**
 * Completes a message's nodes: links and images by the host's policies, formulas, footnotes, and frames for code and
 * tables.
 */
export function settledElements(fragment: DocumentFragment, presentation: Presentation): readonly Element[] {
  for (const data of fragment.querySelectorAll("data")) settleImage(data, presentation);
  for (const anchor of fragment.querySelectorAll("a")) {
    // A link without a URL, or whose URL the sanitizer has removed, would lead to this page.
    const href = anchor.getAttribute("href");
    if (!href || !settleLink(anchor, href, presentation)) anchor.replaceWith(...anchor.childNodes);
  }
  for (const code of fragment.querySelectorAll(":not(pre) > code[class]")) settleMath(code, presentation);
  for (const item of fragment.querySelectorAll("li"))
    if (/^[☐☑] /.test(item.textContent)) item.className = "task";
  settleFootnotes(fragment, presentation);
  for (const pre of fragment.querySelectorAll("pre")) frameCode(pre, presentation);
  for (const table of fragment.querySelectorAll("table")) frameTable(table, presentation);
  for (const block of fragment.children)
    block.setAttribute("dir", directionOf(block.textContent, presentation));
  return [...fragment.children];
}

/**
 * Replaces the source of a formula by MathML, with the source in `data-tex` for copying; by plain text if it cannot be
 * drawn.
 */
function settleMath(code: Element, presentation: Presentation): void {
  const written = code.textContent;
  const isDisplay = code.className.endsWith("-display");
  const tex = written.replace(/^(?:\$\$?|\\[([])|(?:\$\$?|\\[)\]])$/g, "").trim();
  const math = presentation.makeMath?.(tex, isDisplay, presentation.host.shadowRoot);
  if (!math) return code.replaceWith(written);
  const frame = document.createElement("span");
  frame.setAttribute("part", "math");
  frame.dataset["tex"] = written;
  if (isDisplay) {
    frame.className = "math-display";
    // A box that scrolls sideways must be reachable by the keyboard.
    frame.tabIndex = 0;
  }
  frame.append(math);
  code.replaceWith(frame);
}

/**
 * Replaces the placeholder of an image. A button must not be inside a link, so the button of an image is inserted after
 * the link, which keeps the alternative text.
 */
function settleImage(data: HTMLDataElement, presentation: Presentation): void {
  const alt = data.textContent;
  const image = createImage(data.value, alt, presentation);
  const anchor = data.closest("a");
  if (!anchor || !(image instanceof HTMLButtonElement)) return data.replaceWith(image);
  data.replaceWith(alt || spoken(presentation, ENGLISH)("content.image"));
  anchor.after(" ", image);
}

function frameCode(pre: HTMLPreElement, presentation: Presentation): void {
  const language = pre.firstElementChild?.className.replace("language-", "") ?? "";
  const say = spoken(presentation, ENGLISH);
  // The box with the code is named by the language, so screen readers would read it twice.
  const head = make("div", { class: "code-head" }, make("span", { "aria-hidden": "true" }, language));
  const copy = createCopyButton(presentation.strings, {
    part: "code-copy",
    label: say("button.copy-code"),
    copied: () => ({ text: pre.textContent.replace(/(?<!\n)\n+$/, "") }),
  });
  if (copy) head.append(copy);
  const frame = frameAround(pre, "code");
  frame.prepend(head);
  if (presentation.features.has("line-numbers")) numberLines(pre);
  makeScrollable(pre, language || say("content.code"));
}

/** Numbers the lines by generated content, which a copy leaves out. */
function numberLines(pre: HTMLPreElement): void {
  const lines = pre.textContent.replace(/\n$/, "").split("\n");
  pre.dataset["lines"] = lines.map((_line, i) => i + 1).join("\n");
}

function frameTable(table: HTMLTableElement, presentation: Presentation): void {
  makeScrollable(frameAround(table, "table"), spoken(presentation, ENGLISH)("content.table"));
}

function frameAround(element: Element, part: string): HTMLElement {
  const frame = document.createElement("div");
  frame.setAttribute("part", part);
  element.replaceWith(frame);
  frame.append(element);
  return frame;
}

/** Makes a box that scrolls sideways reachable by the keyboard, and names it for screen readers. */
function makeScrollable(element: HTMLElement, label: string): void {
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", label);
}
