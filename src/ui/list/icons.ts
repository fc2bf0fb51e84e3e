import { svg, html, type TemplateResult } from "lit";

function icon(paths: TemplateResult): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${paths}</svg>`;
}

/** The icon of Rename: a pencil. */
export const editIcon = icon(svg`<path d="M12.5 4.5l3 3L7 16H4v-3zM11 6l3 3" />`);

/** The icon of Delete: a bin. */
export const removeIcon = icon(svg`<path d="M4 6h12M8 6V4h4v2M5.5 6l.75 10h7.5L14.5 6" />`);
