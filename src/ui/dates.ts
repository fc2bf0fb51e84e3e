import { format, type Strings } from "./strings.js";

/** The formatters of one language: making one costs more than a message's whole markup. */
interface Formatters {
  readonly time: Intl.DateTimeFormat;
  readonly weekday: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly dayOfYear: Intl.DateTimeFormat;
  readonly full: Intl.DateTimeFormat;
}

const cache = new Map<string, Formatters>();

const DAY = 86_400_000;

function formatters(locale: string): Formatters {
  let known = cache.get(locale);
  if (!known) {
    known = {
      time: new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }),
      weekday: new Intl.DateTimeFormat(locale, { weekday: "long" }),
      day: new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }),
      dayOfYear: new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" }),
      full: new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" }),
    };
    cache.set(locale, known);
  }
  return known;
}

/** Names the local calendar day of `date`: equal for two times of the same day, whatever else it is. */
export function dayOf(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY;
}

/** The time of day, as short as the language has it: `5:04 PM`, `17:04`. */
export function formatTime(date: Date, locale: string): string {
  return formatters(locale).time.format(date);
}

/** Day and time in full, for where there is room: a tooltip, an accessible name. */
export function formatDateTime(date: Date, locale: string): string {
  return formatters(locale).full.format(date);
}

/**
 * What a day break says: today and yesterday by word, the last week by weekday, this year without its number.
 * @param today a {@link dayOf} number
 */
export function formatDay(date: Date, locale: string, strings: Strings, today: number): string {
  const daysAgo = today - dayOf(date);
  if (daysAgo === 0) return format(strings, "day.today");
  if (daysAgo === 1) return format(strings, "day.yesterday");
  const { weekday, day, dayOfYear } = formatters(locale);
  if (daysAgo > 1 && daysAgo < 7) return weekday.format(date);
  const thisYear = new Date(today * DAY).getUTCFullYear() === date.getFullYear();
  return (thisYear ? day : dayOfYear).format(date);
}
