import { html, nothing, type TemplateResult } from "lit";
import { at } from "../../session/state/list.js";
import type { SessionState } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import type { Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";

/** Words to send by one press, and a shorter label for the button where there is one. */
export type Prompt = string | { readonly label: string; readonly text: string };

/** One button for each choice; the chosen text reaches `onChoose`. */
export function choiceButtons(
  part: "prompt" | "suggestion" | "option",
  choices: readonly Prompt[],
  onChoose: (text: string) => void,
): readonly TemplateResult[] {
  return choices.map((choice) => {
    const { label, text } = typeof choice === "string" ? { label: choice, text: choice } : choice;
    const choose = () => onChoose(text);
    return html`<button
      part=${part}
      type="button"
      dir="auto"
      .textContent=${label}
      @click=${choose}
    ></button>`;
  });
}

/** Whether it is the person's turn to speak: the agent has spoken last, and does nothing now. */
function isAnswered({ log, pending, turn, caughtUp }: SessionState): boolean {
  if (!caughtUp || turn === "working" || pending.length > 0) return false;
  for (let i = log.length - 1; i >= 0; i -= 1) {
    const entry = at(log, i);
    if (entry?.kind === "message") return entry.from === "agent";
  }
  return false;
}

/** An option as it is offered: what hides in its label is not shown, and one that shows nothing is not offered. */
function offer(label: string): Prompt[] {
  const shown = visibleText(label);
  return shown.trim() ? [{ label: shown, text: label }] : [];
}

/** What choices are drawn with besides the state. */
export interface Choices {
  /** What a person may say next. */
  readonly suggestions: readonly Prompt[];
  /** Whether a choice can be sent. */
  readonly canAnswer: boolean;
  /** Whether a question can be dismissed. */
  readonly canDismiss: boolean;
}

/**
 * The answers that the open question offers, and the button that dismisses it. Without a question, what the host
 * suggests to say next, under the agent's last message; as answers, where the agent has asked something.
 */
export function renderChoices(
  state: SessionState,
  { strings }: Presentation,
  { suggestions, canAnswer, canDismiss }: Choices,
  onChoose: (text: string) => void,
  onDismiss: () => void,
): TemplateResult | typeof nothing {
  const { question } = state;
  const hasOptions = question !== null && question.options.length > 0;
  const offered: readonly Prompt[] = hasOptions
    ? question.options.flatMap(({ label }) => offer(label))
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
