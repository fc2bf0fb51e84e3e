import { directionOf } from "../presentation/direction.js";
import { stepEnd } from "../presentation/step-end.js";
import type { View } from "../presentation/view.js";
import { visibleText } from "../presentation/visible-text.js";

/** Cuts one step of plain text, after a line where it can: one block, whose source is the text. */
export function plainStep(text: string): { blocks: readonly { source: string }[]; rest: string } {
  const end = stepEnd(text);
  return { blocks: [{ source: text.slice(0, end) }], rest: text.slice(end) };
}

/** Turns plain text into one paragraph whose line breaks the styles keep. */
export function plainElement(text: string, view: View): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.className = "plain";
  paragraph.dir = directionOf(text, view);
  paragraph.textContent = visibleText(text);
  return paragraph;
}
