import type { Page } from "../../wire/wire.js";

/*
 * Finds the end of a log. The service has no request for it: it can only be asked for the page after a seq.
 * docs/decisions/the-end-of-the-log-first.md has the figures and the alternatives.
 */

/** A log with at most this many events is read whole, in one page. */
const WHOLE_EVENTS = 100;
/** The size of a page where the service takes no limit, as for serverless agents. Seqs have no gaps there. */
const FULL_PAGE_EVENTS = 500;
/** How many seqs at the end of the cache are read again, to compare the log with the cache. */
const COMPARED_SEQS = 8;
/** Requests for single events in one round, all at once. Browsers allow six connections to a server of HTTP/1.1. */
const PROBES_PER_ROUND = 6;
/** Requests for whole pages in one round, all at once. A full page takes as long as two round trips on 10 Mbit/s. */
const PAGES_PER_ROUND = 3;
/** The distance of the first place to ask about, as a multiple of the seqs that the first page spans. */
const NEAREST_FACTOR = 0.6;
/** While no place beyond the end is known, each place is this many times as far away as the place before it. */
const STRIDE_FACTOR = 5;
/** The search ends when the end of the log is known to within this many events. */
const CLOSE_EVENTS = 90;
/** Reading begins this many events before the last event that the search has found. */
const LEAD_EVENTS = 20;
/** The search ends after this many rounds, and the log is read from the last event that they have found. */
const MAX_ROUNDS = 16;

/** Reads the events after a seq, at most `limit` of them if the service takes a limit. */
type PageAfter = (after: number, limit: number) => Promise<Page>;

/** A log whose end is searched for. */
export interface Searched {
  /** Only events after this seq are wanted. */
  readonly from: number;
  /** The seq of an event that the log has or had; 0 if none is known. */
  readonly hint: number;
  /** The last seq of the cache; 0 where there is none. */
  readonly kept: number;
  /** Whether the service can be told how many events to give. */
  readonly canLimit: boolean;
  readonly page: PageAfter;
}

/** Where reading begins, so that the end of the log is read, and little of what comes before it. */
export interface Found {
  /** The seq after which reading begins. */
  readonly after: number;
  /** The events after `after`, where the search has read them already; null otherwise. */
  readonly page: Page | null;
}

/**
 * Finds the end of a log. One request is enough for a short log, and for one whose last seq is known. A second request
 * is enough where the first answer tells the last seq. In any other log single events far apart are asked for, then
 * nearer and nearer. A log of 20 000 seqs takes five rounds of requests in all, one of 200 000 takes six. Where the
 * service gives only full pages, pages far apart are asked for until one is not full.
 *
 * @throws what `page` throws.
 */
export async function findEnd(searched: Searched): Promise<Found> {
  const { from, hint, kept, canLimit, page } = searched;
  const isKept = kept > 0 && hint - kept <= WHOLE_EVENTS;
  const begin = Math.max(from, isKept ? kept - COMPARED_SEQS : hint - WHOLE_EVENTS);
  // The log may have grown since the hint or the cache was made, so the page may be larger.
  const first = await page(begin, begin > from ? 2 * WHOLE_EVENTS : WHOLE_EVENTS);
  const last = lastOf(first, begin);
  // Nothing follows the place of the hint, so the hint was about another log.
  if (last === null && begin > from) return findEnd({ ...searched, hint: 0, kept: 0 });
  const isShort = last !== null && !canLimit && last - begin < FULL_PAGE_EVENTS;
  if (first.next === null || last === null || isShort) return { after: begin, page: first };
  if (first.head && first.head > last) {
    const near = first.head - WHOLE_EVENTS;
    if (near <= last) return { after: begin, page: first };
    const end = await page(near, 2 * WHOLE_EVENTS);
    if (lastOf(end, near) !== null) return { after: near, page: end };
  }
  const reach = last - begin;
  if (!canLimit) return endByPages({ after: begin, page: first }, last, page);
  const seqsOf = (events: number) => Math.ceil((events * reach) / Math.max(1, first.events.length));
  const probe = async (after: number) => lastOf(await page(after, 1), after);

  let [low, high, stride] = [last, Infinity, NEAREST_FACTOR * reach];
  for (let round = 0; high - low > seqsOf(CLOSE_EVENTS) && round < MAX_ROUNDS; round += 1) {
    const places =
      high === Infinity ? strides(low, stride, PROBES_PER_ROUND) : between(low, high, PROBES_PER_ROUND);
    stride *= STRIDE_FACTOR ** PROBES_PER_ROUND;
    const answers = await Promise.all(places.map(probe));
    for (const answer of answers) low = Math.max(low, answer ?? 0);
    // A place that nothing followed bounds the end. Events that came during the round may have moved `low` past it.
    high = Math.min(high, ...places.filter((place, i) => answers[i] === null && place > low));
  }
  const after = low - seqsOf(LEAD_EVENTS);
  return after < last ? { after: begin, page: first } : { after, page: null };
}

/** Finds the end by full pages. @param first the page already read. @param begin the last seq of that page. */
async function endByPages(first: Found & { page: Page }, begin: number, page: PageAfter): Promise<Found> {
  let [low, high, stride] = [begin, Infinity, NEAREST_FACTOR * FULL_PAGE_EVENTS];
  let end: Found & { page: Page } = first;
  for (let round = 0; low < high && round < MAX_ROUNDS; round += 1) {
    const places = high === Infinity ? strides(low, stride, PAGES_PER_ROUND) : pagesBetween(low, high);
    stride *= STRIDE_FACTOR ** PAGES_PER_ROUND;
    const pages = await Promise.all(places.map((after) => page(after, FULL_PAGE_EVENTS)));
    pages.forEach((answer, i) => {
      const after = places[i] as number;
      const last = lastOf(answer, after) ?? after;
      if (last - after < FULL_PAGE_EVENTS) high = Math.min(high, last);
      if (last === after || last <= low) return;
      low = last;
      end = { after, page: answer };
    });
  }
  if (end.after === begin) return { after: first.after, page: joined(first.page, end.page) };
  // The rounds may have run out before the end, and the last page may have too few events to begin with.
  const isEnough = low >= high && low - end.after >= LEAD_EVENTS;
  return isEnough ? end : { after: low - LEAD_EVENTS, page: null };
}

/** Places beyond `low`, each much farther away than the one before it. */
function strides(low: number, stride: number, count: number): number[] {
  return upTo(count).map((i) => Math.ceil(low + stride * STRIDE_FACTOR ** i));
}

/** Places between two others, at equal distances. */
function between(low: number, high: number, count: number): number[] {
  const step = (high - low) / (count + 1);
  return upTo(count).map((i) => Math.floor(low + step * (i + 1)));
}

/** The beginnings of all pages between two places, or of pages at equal distances where those would be too many. */
function pagesBetween(low: number, high: number): number[] {
  const count = Math.ceil((high - low) / FULL_PAGE_EVENTS);
  return count > PAGES_PER_ROUND
    ? between(low, high, PAGES_PER_ROUND)
    : upTo(count).map((i) => low + i * FULL_PAGE_EVENTS);
}

/** The numbers from 0 on. Old page libraries replace `Array.from` by one that takes no function. */
function upTo(count: number): number[] {
  return new Array(count).fill(0).map((_, i) => i);
}

/** Two pages of which the second begins where the first ends. */
function joined(first: Page, second: Page): Page {
  const events = [...first.events, ...second.events];
  return { ...second, events, errors: [...first.errors, ...second.errors] };
}

/** The last seq of a page after a seq; null where no event follows that seq. */
function lastOf({ events, next, upTo }: Page, after: number): number | null {
  const last = upTo ?? events.at(-1)?.seq ?? next ?? 0;
  return last > after ? last : null;
}
