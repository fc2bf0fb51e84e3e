import { html, type TemplateResult } from "lit";
import type { SessionState } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import type { View } from "../presentation/view.js";
import { choiceButtons, type Prompt } from "../turn/choices.js";

/**
 * What an empty transcript shows, in slots that the page can fill. A chosen starter reaches `onChoose`. Whether there
 * is nothing to show is known only when the log has been read to its end, or is not to be read.
 */
export function renderEmpty(
  { caughtUp, session, connection }: SessionState,
  { strings }: View,
  greeting: string,
  prompts: readonly Prompt[],
  onChoose: (text: string) => void,
): TemplateResult {
  if (!caughtUp && (session !== null || connection !== "disconnected"))
    return html`<p class="loading">${format(strings, "transcript.loading")}</p>`;
  const onSlotClick = (event: Event) => {
    const button = slottedButton(event);
    if (button) onChoose(button.value || button.textContent.trim());
  };
  return html`<slot name="empty">
    <div part="empty">
      <p class="greeting">${greeting || format(strings, "transcript.greeting")}</p>
      <div class="prompts" role="group" aria-label=${format(strings, "transcript.prompts")}>
        ${choiceButtons("prompt", prompts, onChoose)}<slot name="prompt" @click=${onSlotClick}></slot>
      </div>
    </div>
  </slot>`;
}

/** The page's own button that was clicked, unless the page said that this click is not for us. */
function slottedButton(event: Event): HTMLButtonElement | undefined {
  if (event.defaultPrevented) return undefined;
  const path = event.composedPath();
  return (event.currentTarget as HTMLSlotElement)
    .assignedElements({ flatten: true })
    .find((element) => path.includes(element) && element instanceof HTMLButtonElement) as
    HTMLButtonElement | undefined;
}
