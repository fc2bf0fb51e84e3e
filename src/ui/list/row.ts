import { html, nothing, type TemplateResult } from "lit";
import { dayOf, formatDateTime, formatShortDay, formatTime } from "../language/dates.js";
import { formatTags } from "../language/format-tags.js";
import type { Locale } from "../language/locale.js";
import type { Say } from "../language/spoken.js";
import type { LaterKey } from "../language/strings.js";
import { editIcon, removeIcon } from "./icons.js";
import { dateOf, type SessionItem } from "./session-item.js";

/** The function that gives the texts of the list. */
export type SayOfList = Say<Extract<LaterKey, `list.${string}`>>;

/** What a row is drawn with. */
export interface Row {
  readonly item: SessionItem;
  readonly title: string;
  /** Whether the row's conversation is the open one. */
  readonly isCurrent: boolean;
  /** Whether the row has the tab stop. */
  readonly isStop: boolean;
  readonly locale: Locale;
  readonly say: SayOfList;
}

/**
 * A row: the button that chooses its conversation, and the buttons that rename and delete it. The first button is named
 * by a label, because Firefox computes no name from a row that it does not lay out.
 */
export function resting(row: Row): TemplateResult {
  const { title, isCurrent, isStop, say } = row;
  const [when, doing, count] = [timeWords(row), stateWords(row), unreadCount(row)];
  const unread = count === 0 ? "" : say("transcript.unread", { count: count ?? 1 });
  const name = [title, when, doing, unread].filter(Boolean).join(", ");
  const tabIndex = isStop ? 0 : -1;
  const button = (part: string, label: string, icon: TemplateResult) =>
    html`<button
      part=${part}
      type="button"
      tabindex=${tabIndex}
      aria-label=${`${label}: ${title}`}
      title=${`${label}: ${title}`}
    >
      ${icon}
    </button>`;
  return html`<button
      part="item-button"
      type="button"
      tabindex=${tabIndex}
      aria-label=${name}
      aria-current=${isCurrent ? "true" : nothing}
    >
      <span part="title" dir="auto">${title}</span> ${drawTime(row, when)} ${drawState(row, doing)}
      ${drawCount(row, count)}
    </button>
    ${button("rename-button", say("list.rename"), editIcon)}
    ${button("delete-button", say("list.delete"), removeIcon)}`;
}

/** A row with the field for a new title. */
export function renaming({ title, say }: Row, onBlur: (event: Event) => void): TemplateResult {
  return html`<input
    part="rename-input"
    dir="auto"
    maxlength="200"
    enterkeyhint="done"
    autocomplete="off"
    aria-label=${say("list.name")}
    .defaultValue=${title}
    @blur=${onBlur}
  />`;
}

/** A row that asks to confirm the deletion of its conversation. */
export function confirming({ say }: Row): TemplateResult {
  return html`<div class="confirm" role="group" aria-label=${say("list.confirm")}>
    <span>${say("list.confirm")}</span>
    <button part="confirm-button" type="button">${say("list.delete")}</button>
    <button part="cancel-button" type="button">${say("list.cancel")}</button>
  </div>`;
}

/** The time of the last message, or its day; "" if it is unknown. */
function timeWords({ item, locale: { tag, strings } }: Row): string {
  const date = dateOf(item.updatedAt);
  if (!date) return "";
  const today = dayOf(new Date());
  return dayOf(date) === today ? formatTime(date, tag) : formatShortDay(date, tag, strings, today);
}

function stateWords({ item: { state }, say }: Row): string {
  return state === "working" || state === "awaiting-input" ? say(`list.${state}`) : "";
}

/** How many messages are unread; null for an unknown number, 0 for none. */
function unreadCount({ item: { unread } }: Row): number | null {
  const isNumber = typeof unread === "number";
  if (!unread || (isNumber && unread < 0)) return 0;
  return isNumber && unread >= 1 ? Math.floor(unread) : null;
}

function drawTime({ item, locale: { tag, dir } }: Row, words: string): TemplateResult | typeof nothing {
  const date = dateOf(item.updatedAt);
  if (!date) return nothing;
  return html`<time
    part="time"
    dir=${dir || nothing}
    datetime=${date.toISOString()}
    title=${formatDateTime(date, tag)}
    >${words}</time
  >`;
}

function drawState({ item }: Row, words: string): TemplateResult | typeof nothing {
  return words ? html`<span part="state ${item.state}">${words}</span>` : nothing;
}

function drawCount({ locale }: Row, count: number | null): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  const words = count?.toLocaleString(formatTags(locale.strings.lang)) ?? "•";
  return html`<span part="unread-badge">${words}</span>`;
}
