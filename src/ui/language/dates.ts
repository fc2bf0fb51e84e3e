import { whenIdle } from "../page/idle.js";
import { format, type Strings } from "./strings.js";

const STYLES = {
  time: { hour: "numeric", minute: "2-digit" },
  weekday: { weekday: "long" },
  day: { weekday: "long", day: "numeric", month: "long" },
  date: { day: "numeric", month: "long", year: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** By language and style, made when first needed: making one costs more than a message's whole markup. */
const cache = new Map<string, Intl.DateTimeFormat>();

const DAY_MS = 86_400_000;

/** What the first date of a page takes at most, as a rule, in milliseconds. */
const FIRST_ENTRIES = 30;

let areReady = false;

/** Whether dates can be drawn without a wait. */
export function datesAreReady(): boolean {
  return areReady;
}

/**
 * Readies the drawing of dates when the page has nothing better to do, and tells `then`. The first date of a page
 * takes 10 to 30 ms: longer than the messages around it, which are not to wait for it.
 */
export function readyDates(locale: string, then: () => void): void {
  if (areReady) return;
  whenIdle(() => {
    formatTime(new Date(), locale);
    areReady = true;
    then();
  }, FIRST_ENTRIES);
}

function formatIn(style: keyof typeof STYLES, date: Date, locale: string): string {
  // The placeholder takes the space that the date will take.
  if (locale === "") return "\u00a0";
  const key = `${locale} ${style}`;
  let formatter = cache.get(key);
  if (!formatter) cache.set(key, (formatter = new Intl.DateTimeFormat(locale, STYLES[style])));
  return formatter.format(date);
}

/** Names the local calendar day of `date`: equal for two times of the same day, whatever else it is. */
export function dayOf(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS;
}

/** The time of day, as short as the language has it: `5:04 PM`, `17:04`. */
export function formatTime(date: Date, locale: string): string {
  return formatIn("time", date, locale);
}

/** Day and time in full, for where there is room: a tooltip, an accessible name. */
export function formatDateTime(date: Date, locale: string): string {
  return `${formatIn("date", date, locale)}, ${formatTime(date, locale)}`;
}

/**
 * What a day break says: today and yesterday by word, the last week by weekday, this year without its number.
 * @param today a {@link dayOf} number
 */
export function formatDay(date: Date, locale: string, strings: Strings, today: number): string {
  const daysAgo = today - dayOf(date);
  if (daysAgo === 0) return format(strings, "day.today");
  if (daysAgo === 1) return format(strings, "day.yesterday");
  if (daysAgo > 1 && daysAgo < 7) return formatIn("weekday", date, locale);
  const thisYear = new Date(today * DAY_MS).getUTCFullYear() === date.getFullYear();
  return formatIn(thisYear ? "day" : "date", date, locale);
}
