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

/** A row: the button that chooses its conversation, and the buttons that rename and delete it. */
export function resting(row: Row): TemplateResult {
  const { title, isCurrent, isStop, say } = row;
  const tabIndex = isStop ? 0 : -1;
  const button = (part: string, label: string, icon: TemplateResult) =>
    html`<button
      part=${part}
      type="button"
      tabindex=${tabIndex}
      aria-label=${`${label}: ${title}`}
      title=${label}
    >
      ${icon}
    </button>`;
  return html`<button
      part="item-button"
      type="button"
      tabindex=${tabIndex}
      aria-current=${isCurrent ? "true" : nothing}
    >
      <span part="title" dir="auto">${title}</span>${time(row)}${state(row)}${unread(row)}
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
    .value=${title}
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

function time({ item, locale: { tag, strings, dir } }: Row): TemplateResult | typeof nothing {
  const date = dateOf(item.updatedAt);
  if (!date) return nothing;
  const today = dayOf(new Date());
  const words = dayOf(date) === today ? formatTime(date, tag) : formatShortDay(date, tag, strings, today);
  return html`<time
    part="time"
    dir=${dir || nothing}
    datetime=${date.toISOString()}
    title=${formatDateTime(date, tag)}
    >${words}</time
  >`;
}

function state({ item, say }: Row): TemplateResult | typeof nothing {
  if (item.state !== "working" && item.state !== "awaiting-input") return nothing;
  return html`<span part="state ${item.state}">${say(`list.${item.state}`)}</span>`;
}

function unread({ item, say, locale }: Row): TemplateResult | typeof nothing {
  if (!item.unread || (item.unread as number) < 0) return nothing;
  const count = typeof item.unread === "number" && item.unread >= 1 ? Math.floor(item.unread) : null;
  const words = say("transcript.unread", { count: count ?? 1 });
  const shown = count === null ? "•" : count.toLocaleString(formatTags(locale.strings.lang));
  return html`<span part="unread-badge" aria-hidden="true">${shown}</span
    ><span class="visually-hidden">${words}</span>`;
}
