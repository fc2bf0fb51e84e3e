import { directionOf } from "../presentation/direction.js";
import type { Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";

/** Turns plain text into one paragraph whose line breaks the styles keep. */
export function plainElement(text: string, presentation: Presentation): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.className = "plain";
  paragraph.dir = directionOf(text, presentation);
  paragraph.textContent = visibleText(text);
  return paragraph;
}
