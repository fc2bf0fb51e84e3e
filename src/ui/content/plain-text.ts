import { directionOf } from "../presentation/direction.js";
import type { View } from "../presentation/view.js";
import { visibleText } from "../presentation/visible-text.js";

/** Turns plain text into one paragraph whose line breaks the styles keep. */
export function plainElement(text: string, view: View): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.className = "plain";
  paragraph.dir = directionOf(text, view);
  paragraph.textContent = visibleText(text);
  return paragraph;
}
