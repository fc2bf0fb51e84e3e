import { html, type TemplateResult } from "lit";
import { format } from "../language/strings.js";
import type { View } from "../presentation/view.js";

/** A starter: what is sent, and what its button says when that is something shorter. */
export type Prompt = string | { readonly label: string; readonly text: string };

/** What an empty transcript shows, in slots that the page can fill. A chosen starter reaches `onChoose`. */
export function renderEmpty(
  { strings }: View,
  greeting: string,
  prompts: readonly Prompt[],
  onChoose: (text: string) => void,
): TemplateResult {
  const onClick = (event: Event) => onChoose((event.currentTarget as HTMLButtonElement).value);
  const onSlotClick = (event: Event) => {
    const button = slottedButton(event);
    if (button) onChoose(button.value || button.textContent.trim());
  };
  const buttons = prompts.map((prompt) => {
    const { label, text } = typeof prompt === "string" ? { label: prompt, text: prompt } : prompt;
    return html`<button part="prompt" type="button" .value=${text} @click=${onClick}>${label}</button>`;
  });
  return html`<slot name="empty">
    <div part="empty">
      <p class="greeting">${greeting || format(strings, "transcript.greeting")}</p>
      <div class="prompts" role="group" aria-label=${format(strings, "transcript.prompts")}>
        ${buttons}<slot name="prompt" @click=${onSlotClick}></slot>
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
