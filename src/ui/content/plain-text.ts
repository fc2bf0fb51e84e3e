import { directionOf } from "../presentation/direction.js";
import type { Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";

/** A paragraph with plain text. The styles preserve its line breaks. */
export function plainElement(text: string, presentation: Presentation): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.className = "plain";
  paragraph.dir = directionOf(text, presentation);
  paragraph.textContent = visibleText(text);
  return paragraph;
}
