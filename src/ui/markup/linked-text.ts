import { findLinks } from "../links/find-links.js";
import { createLink } from "../links/link.js";
import { directionOf } from "../presentation/direction.js";
import type { Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";

/** A paragraph with plain text. Its addresses are links; the styles preserve its line breaks. */
export function linkedElement(text: string, presentation: Presentation): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.className = "plain";
  paragraph.dir = directionOf(text, presentation);
  for (const piece of findLinks(visibleText(text))) {
    paragraph.append(
      piece.href === undefined ? piece.text : createLink(piece.text, piece.href, presentation),
    );
  }
  return paragraph;
}
