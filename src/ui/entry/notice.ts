import { html, nothing, type TemplateResult } from "lit";
import type { NoticeEntry } from "../../session/state/state.js";
import { noticeWords } from "../presentation/error-words.js";
import { infoIcon, warningIcon } from "../presentation/icons.js";
import type { Presentation } from "../presentation/presentation.js";

/** A notice: the translated text for its code, then the service's text. @param body the service's text as elements */
export function noticeTemplate(
  entry: NoticeEntry,
  presentation: Presentation,
  body: HTMLElement,
): TemplateResult {
  const words = noticeWords(presentation.strings, entry, presentation.agentName);
  return html`
    <div part="notice ${entry.tone}">
      ${entry.tone === "info" ? infoIcon : warningIcon}
      <div class="notice-text">
        ${words ? html`<p class="notice-words">${words}</p>` : nothing}${entry.text ? body : nothing}
      </div>
    </div>
  `;
}
