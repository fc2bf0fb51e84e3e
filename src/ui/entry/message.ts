import { html, nothing, type TemplateResult } from "lit";
import type { Delivery, MessageEntry } from "../../session/state/state.js";
import type { SessionError } from "../../wire/errors.js";
import { formatDateTime, formatTime } from "../language/dates.js";
import { deliveryWords, failureWords, mayPass } from "../presentation/error-words.js";
import { checkIcon, clockIcon, crossIcon } from "../presentation/icons.js";
import { format } from "../language/strings.js";
import { authorName, type Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";

/** What a message is drawn with besides its own data: nodes that are reused by each drawing, and callbacks. */
export interface MessageParts {
  /** The bubble with the text. */
  readonly bubble: HTMLElement;
  /** The buttons at the message. */
  readonly buttons: HTMLElement | null;
  /** The files sent with the message. */
  readonly attachments: Element | null;
  /** Whether the message waits for the running turn to end. */
  readonly isQueued: boolean;
  /** Whether the message is a question of the agent. */
  readonly asks: boolean;
  readonly onRetry: () => void;
  readonly onDiscard: () => void;
}

/** The modifiers in the part names of a message: its author, and `pending` or `failed`. */
export function messageModifiers({ from, delivery }: MessageEntry): string {
  if (delivery === "failed") return `${from} failed`;
  return delivery === "waiting" || delivery === "sending" ? `${from} pending` : from;
}

/** A message: its author, its time and its text; for a message of the person also its delivery. */
export function messageTemplate(
  entry: MessageEntry,
  presentation: Presentation,
  parts: MessageParts,
): TemplateResult {
  const modifiers = messageModifiers(entry);
  return html`
    <div part="message ${modifiers}" class=${entry.mine ? "mine" : ""}>
      ${avatarTemplate(entry, presentation, modifiers)}
      <span part="author ${modifiers}">${authorName(entry, presentation)}</span>
      ${parts.asks ? html`<span class="visually-hidden">${format(presentation.strings, "question.label")}</span>` : nothing}
      ${timeTemplate(entry, presentation, modifiers)} ${parts.bubble} ${parts.attachments}
      ${deliveryTemplate(entry, presentation, modifiers, parts.isQueued)}
      ${entry.error ? failureButtons(entry.error, presentation, parts) : parts.buttons}
    </div>
  `;
}

function avatarTemplate(
  entry: MessageEntry,
  presentation: Presentation,
  modifiers: string,
): TemplateResult | typeof nothing {
  if (entry.mine || entry.from === "system") return nothing;
  if (entry.from === "agent" && presentation.agentAvatar) {
    return html`<img
      part="avatar ${modifiers}"
      alt=""
      referrerpolicy="no-referrer"
      .src=${presentation.agentAvatar}
    />`;
  }
  const [initial = ""] = visibleText(authorName(entry, presentation));
  return html`<span part="avatar ${modifiers}" aria-hidden="true">${initial.toUpperCase()}</span>`;
}

function timeTemplate({ time }: MessageEntry, { dir, locale }: Presentation, modifiers: string) {
  if (!time) return nothing;
  return html`<time
    part="time ${modifiers}"
    dir=${dir || nothing}
    datetime=${time.toISOString()}
    title=${formatDateTime(time, locale)}
    >${formatTime(time, locale)}</time
  >`;
}

const DELIVERY_ICONS: Readonly<Record<Delivery, TemplateResult>> = {
  waiting: clockIcon,
  sending: clockIcon,
  sent: checkIcon,
  "picked-up": checkIcon,
  failed: crossIcon,
};

function deliveryTemplate(
  entry: MessageEntry,
  { strings }: Presentation,
  modifiers: string,
  isQueued: boolean,
) {
  const { delivery } = entry;
  if (entry.isPartial)
    return html`<span part="delivery ${modifiers}">${format(strings, "content.partial")}</span>`;
  if (!delivery) return nothing;
  const words =
    delivery === "failed" ? failureWords(strings, entry) : deliveryWords(strings, entry, delivery, isQueued);
  return html`<span part="delivery ${modifiers}">${DELIVERY_ICONS[delivery]}${words}</span>`;
}

function failureButtons(
  error: SessionError,
  { strings, canRetry }: Presentation,
  { onRetry, onDiscard }: MessageParts,
): TemplateResult {
  return html`
    ${
      canRetry && mayPass(error)
        ? html`<button part="retry-button" class="button" type="button" @click=${onRetry}>
            ${format(strings, "button.retry")}
          </button>`
        : nothing
    }
    <button part="discard-button" class="button" type="button" @click=${onDiscard}>
      ${format(strings, "button.discard")}
    </button>
  `;
}
