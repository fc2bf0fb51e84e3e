import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { WorkEntry, WorkStep } from "../../session/state/state.js";
import { checkIcon, chevronIcon, crossIcon } from "../presentation/icons.js";
import { format, type Strings } from "../language/strings.js";
import type { View } from "../presentation/view.js";
import { visibleText } from "../presentation/visible-text.js";
import { foldTemplate } from "./fold.js";

/** How many steps are drawn at first, and more at each press: a turn may have taken thousands. */
export const STEPS = 100;

/** As much of a step's detail as is drawn, in characters: its whole may be a program's output. */
const DETAIL_CHARS = 4000;

/**
 * What an agent did within a turn, folded under one line: the last `shown` steps, and a button for those
 * before them.
 */
export function workTemplate(
  { steps }: WorkEntry,
  { strings }: View,
  shown: number,
  onMore: () => void,
): TemplateResult {
  const start = Math.max(0, steps.length - shown);
  return html`
    <details part="activity">
      <summary>${chevronIcon}${format(strings, "work.steps", { count: steps.length })}</summary>
      ${start > 0 ? moreTemplate(strings, onMore) : nothing}
      <ol start=${start + 1}>
        ${repeat(
          steps.slice(start),
          (_, i) => start + i,
          (step) => stepTemplate(step, strings),
        )}
      </ol>
    </details>
  `;
}

function moreTemplate(strings: Strings, onMore: () => void): TemplateResult {
  return html`<button class="show-more button" type="button" @click=${onMore}>
    ${format(strings, "button.show-more")}
  </button>`;
}

function stepTemplate({ label, detail, ok, output }: WorkStep, strings: Strings): TemplateResult {
  const shown = visibleText(detail.slice(0, DETAIL_CHARS));
  return html`<li>
    ${outcome(ok, strings)}${label ? html`<span class="step-label">${visibleText(label)}</span>` : nothing}
    ${shown ? html`<span class="step-detail plain">${shown}${shown.length < detail.length ? "…" : ""}</span>` : nothing}
    ${foldTemplate(format(strings, "work.output"), output)}
  </li>`;
}

function outcome(ok: boolean | null, strings: Strings): TemplateResult | typeof nothing {
  if (ok === null) return nothing;
  return html`<span class=${ok ? "step-ok" : "step-failed"}
    >${ok ? checkIcon : crossIcon}<span class="visually-hidden"
      >${format(strings, ok ? "work.ok" : "work.failed")}</span
    ></span
  >`;
}
