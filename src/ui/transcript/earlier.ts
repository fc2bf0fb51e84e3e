import { html, nothing, type TemplateResult } from "lit";
import { isHistoryComplete, type SessionState } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import type { Presentation } from "../presentation/presentation.js";

/** Earlier entries are asked for when the reader is nearer than this to the first one, in CSS pixels. */
const NEAR_PX = 2_000;

/** Whether a reader is so near to the beginning of what has been read that earlier entries are needed. */
export function needsEarlier(state: SessionState, { scrollTop }: Element): boolean {
  return state.caughtUp && !isHistoryComplete(state) && scrollTop < NEAR_PX;
}

/** The button that asks for earlier entries: for people who do not scroll, and to try again after a failure. */
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
