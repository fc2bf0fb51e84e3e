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
  const name = [title, timeWords(row), stateWords(row), unreadWords(row)].filter(Boolean).join(", ");
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
      <span part="title" dir="auto">${title}</span> ${time(row)} ${state(row)} ${unread(row)}
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

function timeWords({ item, locale: { tag, strings } }: Row): string {
  const date = dateOf(item.updatedAt);
  const today = dayOf(new Date());
  if (!date) return "";
  return dayOf(date) === today ? formatTime(date, tag) : formatShortDay(date, tag, strings, today);
}

function time(row: Row): TemplateResult | typeof nothing {
  const { tag, dir } = row.locale;
  const date = dateOf(row.item.updatedAt);
  if (!date) return nothing;
  return html`<time
    part="time"
    dir=${dir || nothing}
    datetime=${date.toISOString()}
    title=${formatDateTime(date, tag)}
    >${timeWords(row)}</time
  >`;
}

function stateWords({ item: { state }, say }: Row): string {
  return state === "working" || state === "awaiting-input" ? say(`list.${state}`) : "";
}

function state(row: Row): TemplateResult | typeof nothing {
  const words = stateWords(row);
  return words ? html`<span part="state ${row.item.state}">${words}</span>` : nothing;
}

/** How many messages are unread; null for an unknown number, 0 for none. */
function unreadCount({ item: { unread } }: Row): number | null {
  if (typeof unread !== "number") return unread ? null : 0;
  return unread >= 1 ? Math.floor(unread) : unread > 0 ? null : 0;
}

function unreadWords(row: Row): string {
  const count = unreadCount(row) ?? 1;
  return count ? row.say("transcript.unread", { count }) : "";
}

function unread(row: Row): TemplateResult | typeof nothing {
  const count = unreadCount(row);
  if (count === 0) return nothing;
  const shown = count?.toLocaleString(formatTags(row.locale.strings.lang)) ?? "•";
  return html`<span part="unread-badge">${shown}</span>`;
}
