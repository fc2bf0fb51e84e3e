import { html, svg, type TemplateResult } from "lit";

/**
 * An icon on a grid of 20 by 20 units, in the colour and size of the text. The control around it has the accessible
 * name.
 */
function icon(paths: TemplateResult): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${paths}</svg>`;
}

/** Send: an arrow up. */
export const sendIcon = icon(svg`<path d="M10 16V4.5M5 9.5l5-5 5 5" />`);

/** Stop: a filled square. */
export const stopIcon = icon(svg`<rect class="solid" x="5.5" y="5.5" width="9" height="9" rx="1.5" />`);

/** A menu: three dots. */
export const menuIcon = icon(svg`<path stroke-width="3" d="M10 4.5v0M10 10v0M10 15.5v0" />`);

/** To the end: an arrow down. */
export const downIcon = icon(svg`<path d="M10 4v11.5M5 10.5l5 5 5-5" />`);

/** Done, ok, copied: a tick. */
export const checkIcon = icon(svg`<path d="m4.5 10.5 3.5 3.5 7.5-8" />`);

/** Waiting: a clock. */
export const clockIcon = icon(svg`<circle cx="10" cy="10" r="7" /><path d="M10 6v4l2.5 2" />`);

/** Failed, close: a cross. */
export const crossIcon = icon(svg`<path d="m5.5 5.5 9 9m0-9-9 9" />`);

/** Information: a letter i in a ring. */
export const infoIcon = icon(
  svg`<circle cx="10" cy="10" r="7" /><path d="M10 9.5v4" /><circle class="solid" cx="10" cy="6.5" r=".75" />`,
);

/** Warning: a triangle. */
export const warningIcon = icon(
  svg`<path d="M10 3.5 17.5 16.5h-15z" /><path d="M10 8.5v3.5" /><circle class="solid" cx="10" cy="14.25" r=".6" />`,
);
