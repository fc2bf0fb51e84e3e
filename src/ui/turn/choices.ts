import { html, nothing, type TemplateResult } from "lit";
import { at } from "../../session/state/list.js";
import type { SessionState } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import type { View } from "../presentation/view.js";

/** Something to send by one press: what is sent, and what its button says when that is something shorter. */
export type Prompt = string | { readonly label: string; readonly text: string };

/** One button for each choice; the chosen text reaches `onChoose`. */
export function choiceButtons(
  part: "prompt" | "suggestion" | "option",
  choices: readonly Prompt[],
  onChoose: (text: string) => void,
): readonly TemplateResult[] {
  const onClick = (event: Event) => onChoose((event.currentTarget as HTMLButtonElement).value);
  return choices.map((choice) => {
    const { label, text } = typeof choice === "string" ? { label: choice, text: choice } : choice;
    return html`<button
      part=${part}
      type="button"
      dir="auto"
      .value=${text}
      .textContent=${label}
      @click=${onClick}
    ></button>`;
  });
}

/** Whether the word is the person's: the agent has spoken last, and does nothing now. */
function isAnswered({ log, pending, turn, caughtUp }: SessionState): boolean {
  if (!caughtUp || turn === "working" || pending.length > 0) return false;
  for (let i = log.length - 1; i >= 0; i -= 1) {
    const entry = at(log, i);
    if (entry?.kind === "message") return entry.from === "agent";
  }
  return false;
}

/** What choices are drawn with, besides what is known of the session. */
export interface Choices {
  /** What a person may say next. */
  readonly suggestions: readonly Prompt[];
  /** What is chosen can be sent. */
  readonly canAnswer: boolean;
  /** A question can be let go of. */
  readonly canDismiss: boolean;
}

/**
 * The answers that the open question offers, and the way out of it; else what the host offers to say next, under the
 * agent's last message: as answers, where the agent has asked.
 */
export function renderChoices(
  state: SessionState,
  { strings }: View,
  { suggestions, canAnswer, canDismiss }: Choices,
  onChoose: (text: string) => void,
  onDismiss: () => void,
): TemplateResult | typeof nothing {
  const { question } = state;
  const hasOptions = question !== null && question.options.length > 0;
  const offered: readonly Prompt[] = hasOptions
    ? question.options.map(({ label }) => label)
    : question || isAnswered(state)
      ? suggestions
      : [];
  const isDismissable = question !== null && canDismiss;
  const isWaiting = state.pending.length > 0 || !state.caughtUp;
  if (!canAnswer || isWaiting || (offered.length === 0 && !isDismissable)) return nothing;
  const asks = question !== null || state.turn === "awaiting-input";
  return html`<div
    class="choices"
    role="group"
    aria-label=${format(strings, asks ? "question.options" : "transcript.prompts")}
  >
    ${choiceButtons(asks ? "option" : "suggestion", offered, onChoose)}
    ${
      isDismissable
        ? html`<button class="button" type="button" @click=${onDismiss}>
            ${format(strings, "question.dismiss")}
          </button>`
        : nothing
    }
  </div>`;
}
