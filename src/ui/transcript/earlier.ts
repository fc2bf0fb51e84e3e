import { html, nothing, type TemplateResult } from "lit";
import { isHistoryComplete, type SessionState } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import type { Presentation } from "../presentation/presentation.js";

/**
 * Earlier entries are requested when the box is scrolled to less than this distance from its beginning, in CSS pixels.
 */
const NEAR_PX = 2_000;

/** Whether the box is scrolled so near to its beginning that earlier entries have to be read. */
export function needsEarlier(state: SessionState, { scrollTop }: Element): boolean {
  return state.caughtUp && !isHistoryComplete(state) && scrollTop < NEAR_PX;
}

/** The button that requests earlier entries: for people who do not scroll, and to try again after a failure. */
export function renderEarlier(
  state: SessionState,
  presentation: Presentation,
  ask: () => void,
): TemplateResult | typeof nothing {
  if (isHistoryComplete(state)) return nothing;
  return html`<div class="earlier">
    <button part="earlier-button" type="button" @click=${ask}>
      ${format(presentation.strings, "transcript.earlier")}
    </button>
  </div>`;
}
