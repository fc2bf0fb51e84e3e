import { html, type TemplateResult } from "lit";
import type { SessionState } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import type { Presentation } from "../presentation/presentation.js";
import { choiceButtons, type Prompt } from "../turn/choices.js";

/**
 * The content of an empty transcript, in slots that the page can fill: a greeting and starters. `onChoose` is called
 * with the text of the chosen starter. While the log is being read, shows that it is loading instead.
 */
export function renderEmpty(
  { caughtUp, session, connection }: SessionState,
  { strings }: Presentation,
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

/** The page's own button that was clicked; undefined if the page has called `preventDefault` on the click. */
function slottedButton(event: Event): HTMLButtonElement | undefined {
  if (event.defaultPrevented) return undefined;
  const path = event.composedPath();
  return (event.currentTarget as HTMLSlotElement)
    .assignedElements({ flatten: true })
    .find((element) => path.includes(element) && element instanceof HTMLButtonElement) as
    | HTMLButtonElement
    | undefined;
}
