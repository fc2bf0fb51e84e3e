import { html, nothing, type TemplateResult } from "lit";
import type { WorkEntry, WorkStep } from "../../session/state/state.js";
import { checkIcon, chevronIcon, crossIcon } from "../presentation/icons.js";
import { format, type Strings } from "../language/strings.js";
import type { View } from "../presentation/view.js";
import { visibleText } from "../presentation/visible-text.js";

/** As much of a step's detail as is drawn, in characters: its whole may be a program's output. */
const DETAIL = 4000;

/** What an agent did within a turn, folded under one line. */
export function workTemplate({ steps }: WorkEntry, { strings }: View): TemplateResult {
  return html`
    <details part="activity">
      <summary>${chevronIcon}${format(strings, "work.steps", { count: steps.length })}</summary>
      <ol>
        ${steps.map((step) => stepTemplate(step, strings))}
      </ol>
    </details>
  `;
}

function stepTemplate({ label, detail, ok }: WorkStep, strings: Strings): TemplateResult {
  const shown = visibleText(detail.slice(0, DETAIL));
  return html`<li>
    ${outcome(ok, strings)}${label ? html`<span class="step-label">${visibleText(label)}</span>` : nothing}
    ${shown ? html`<span class="step-detail plain">${shown}${shown.length < detail.length ? "…" : ""}</span>` : nothing}
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
