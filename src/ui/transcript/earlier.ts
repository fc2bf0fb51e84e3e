import { html, nothing, type TemplateResult } from "lit";
import { isHistoryComplete, type SessionState } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import type { View } from "../presentation/view.js";

/** Nearer than this to the beginning of what has been read, in CSS pixels, what comes before it is asked for. */
const NEAR_PX = 2_000;

/** Whether a reader will soon need what comes before the part of the log that has been read. */
export function needsEarlier(state: SessionState, { scrollTop }: Element): boolean {
  return state.caughtUp && !isHistoryComplete(state) && scrollTop < NEAR_PX;
}

/** The way to what comes before, where there is anything: for who does not scroll, or where it could not be read. */
export function renderEarlier(
  state: SessionState,
  view: View,
  ask: () => void,
): TemplateResult | typeof nothing {
  if (isHistoryComplete(state)) return nothing;
  return html`<div class="earlier">
    <button part="earlier-button" type="button" @click=${ask}>
      ${format(view.strings, "transcript.earlier")}
    </button>
  </div>`;
}
