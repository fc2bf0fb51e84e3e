import { visibleText } from "../presentation/visible-text.js";

/** A paragraph with plain text. The styles preserve its line breaks. */
export function plainElement(text: string): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.className = "plain";
  paragraph.dir = "auto";
  paragraph.textContent = visibleText(text);
  return paragraph;
}
