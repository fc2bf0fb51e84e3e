import { whenIdle } from "../page/idle.js";
import { formatTags } from "./format-tags.js";
import { format, type Strings } from "./strings.js";

const STYLES = {
  time: { hour: "numeric", minute: "2-digit" },
  weekday: { weekday: "long" },
  day: { weekday: "long", day: "numeric", month: "long" },
  date: { day: "numeric", month: "long", year: "numeric" },
  shortDay: { day: "numeric", month: "short" },
  shortDate: { day: "numeric", month: "numeric", year: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/**
 * Formatters by language, style and {@link utcOffset}, because a formatter keeps the time zone in which it was made. Each
 * is made when first needed, because that takes longer than to draw a message.
 */
const cache = new Map<string, Intl.DateTimeFormat>();

const DAY_MS = 86_400_000;

/** How long it usually takes at most to format the first date of a page. */
const FIRST_DATE_MS = 30;

let areReady = false;

/** Whether the first date of the page has been formatted. Further ones take less than a millisecond. */
export function datesAreReady(): boolean {
  return areReady;
}

/**
 * Formats a first date when the page is idle, and then calls `then`. The first date of a page takes 10 to 30 ms, longer
 * than the messages around it, so those are drawn before.
 */
export function readyDates(locale: string, then: () => void): void {
  if (areReady) return;
  whenIdle(() => {
    formatTime(new Date(), locale);
    areReady = true;
    then();
  }, FIRST_DATE_MS);
}

function formatIn(style: keyof typeof STYLES, date: Date, locale: string): string {
  // A no-break space keeps the height of the line until the date is shown.
  if (locale === "") return "\u00a0";
  const key = `${locale} ${style} ${utcOffset()}`;
  let formatter = cache.get(key);
  if (!formatter) cache.set(key, (formatter = new Intl.DateTimeFormat(formatTags(locale), STYLES[style])));
  return formatter.format(date);
}

/** The minutes from the device's present time to UTC. */
export function utcOffset(): number {
  return new Date().getTimezoneOffset();
}

/** The number of the local calendar day of `date`: equal for two times of the same day. */
export function dayOf(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS;
}

/** The first moment of the next local calendar day. */
export function endOfDay(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1);
}

/** The time of day in the short form of the language: `5:04 PM`, `17:04`. */
export function formatTime(date: Date, locale: string): string {
  return formatIn("time", date, locale);
}

/** Day and time in full, for tooltips and accessible names. */
export function formatDateTime(date: Date, locale: string): string {
  return `${formatIn("date", date, locale)}, ${formatTime(date, locale)}`;
}

/**
 * The text of a day line: "today" or "yesterday", the weekday for the five days before, the date for all others, with
 * the year if it is not the present one.
 *
 * @param today the number of the present day, by {@link dayOf}
 */
export function formatDay(date: Date, locale: string, strings: Strings, today: number): string {
  const name = dayName(date, locale, strings, today);
  return name ?? formatIn(isThisYear(date, today) ? "day" : "date", date, locale);
}

/** As {@link formatDay}, for narrow places: `Nov 15`, `5/17/2020`. */
export function formatShortDay(date: Date, locale: string, strings: Strings, today: number): string {
  const name = dayName(date, locale, strings, today);
  return name ?? formatIn(isThisYear(date, today) ? "shortDay" : "shortDate", date, locale);
}

function dayName(date: Date, locale: string, strings: Strings, today: number): string | null {
  const daysAgo = today - dayOf(date);
  if (daysAgo === 0) return format(strings, "day.today");
  if (daysAgo === 1) return format(strings, "day.yesterday");
  return daysAgo > 1 && daysAgo < 7 ? formatIn("weekday", date, locale) : null;
}

function isThisYear(date: Date, today: number): boolean {
  return new Date(today * DAY_MS).getUTCFullYear() === date.getFullYear();
}
