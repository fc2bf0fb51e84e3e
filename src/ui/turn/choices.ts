import { html, nothing, type TemplateResult } from "lit";
import { at } from "../../session/state/list.js";
import type { SessionState } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import type { Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";

/** A text that one press sends. `label`: a shorter text for the button. */
export type Prompt = string | { readonly label: string; readonly text: string };

/** One button for each choice with a text. `onChoose` is called with the chosen text. */
export function choiceButtons(
  part: "prompt" | "suggestion" | "option",
  choices: readonly Prompt[],
  onChoose: (text: string) => void,
): readonly TemplateResult[] {
  return choices.flatMap((choice) => {
    // A host without types may give anything.
    const { label, text } = typeof choice === "string" ? { label: choice, text: choice } : Object(choice);
    if (typeof label !== "string" || typeof text !== "string" || !text.trim()) return [];
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

/** Whether the agent has written the last message and is not working. */
function isAnswered({ log, pending, turn, caughtUp }: SessionState): boolean {
  if (!caughtUp || turn === "working" || pending.length > 0) return false;
  for (let i = log.length - 1; i >= 0; i -= 1) {
    const entry = at(log, i);
    if (entry?.kind === "message") return entry.from === "agent";
  }
  return false;
}

/** An option of the agent as a choice, without invisible characters in its label. None if the label is blank then. */
function offer(label: string): Prompt[] {
  const shown = visibleText(label);
  return shown.trim() ? [{ label: shown, text: label }] : [];
}

/** What the choices depend on besides the state. */
export interface Choices {
  /** What the host suggests to write next. */
  readonly suggestions: readonly Prompt[];
  /** Whether a choice can be sent. */
  readonly canAnswer: boolean;
  /** Whether a question can be dismissed. */
  readonly canDismiss: boolean;
}

/**
 * Below the last message: the options of the open question and the button that dismisses it, else the host's
 * suggestions. If the agent waits for an answer, the suggestions count as answers.
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
