import { html, nothing, type TemplateResult } from "lit";
import { chevronIcon } from "../presentation/icons.js";
import { MAX_FOLDED_CHARS, visibleText } from "../presentation/visible-text.js";

/** A folded text, as it was written; nothing when there is none. */
export function foldTemplate(name: string, text: string): TemplateResult | typeof nothing {
  const shown = visibleText(text.slice(0, MAX_FOLDED_CHARS));
  if (!shown.trim()) return nothing;
  return html`<details class="fold">
    <summary>${chevronIcon}${name}</summary>
    <div class="fold-text plain" dir="auto" tabindex="0" role="group" aria-label=${name}>${shown}</div>
  </details>`;
}
