import { html, nothing, type TemplateResult } from "lit";
import type { SessionState } from "../../session/state/state.js";
import { formatTags } from "../language/format-tags.js";
import { format } from "../language/strings.js";
import { downIcon } from "../presentation/icons.js";
import type { Presentation } from "../presentation/presentation.js";

/** The button that scrolls to the end, with the number of unread messages. */
export function renderScrollButton(
  state: SessionState,
  presentation: Presentation,
  onClick: () => void,
): TemplateResult {
  const { strings } = presentation;
  const count = state.unread;
  const unread = count > 0 ? `${format(strings, "transcript.unread", { count })}. ` : "";
  return html`<button
    part="scroll-button"
    type="button"
    aria-label=${unread + format(strings, "transcript.to-end")}
    @click=${onClick}
  >
    ${count > 0 ? html`<span part="unread-badge">${count.toLocaleString(formatTags(strings.lang))}</span>` : nothing}${downIcon}
  </button>`;
}
