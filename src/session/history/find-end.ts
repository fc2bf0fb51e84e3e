import type { Page } from "../../wire/wire.js";

/** A log with at most this many events is read whole, in one page. */
export const WHOLE_EVENTS = 100;
/** A service that cannot be told how many events to give gives this many at once. Their seqs have no gaps. */
const FULL_PAGE_EVENTS = 500;
/** How many seqs at the end of the cache are read again, to be compared with it. */
const COMPARED_SEQS = 8;
/** This many requests are made at once. Browsers allow six connections to a server of HTTP/1.1. */
const PROBES = 6;
/** So many where each may be answered with a full page: on 10 Mbit/s three of them take as long as three round trips. */
const PAGES = 3;
/** The nearest of the first places asked about, as a multiple of the distance that the first page reaches. */
const NEAREST = 0.6;
/** Each further one of the first places is so many times as far away as the place before it. */
const STRIDE = 5;
/** The end counts as found when it is known to within this many events. */
const CLOSE_EVENTS = 90;
/** Reading then begins this many events before the first place where the end may be. */
const LEAD_EVENTS = 20;
/** After this many rounds of requests the log is read from the place that they have led to. */
const MAX_ROUNDS = 16;

/** Reads at most `limit` events after a seq, in as far as the service can be told. */
type PageAfter = (after: number, limit: number) => Promise<Page>;

/** A log whose end is searched for. */
export interface Searched {
  /** Only events after this seq are wanted. */
  readonly from: number;
  /** The seq of an event that the log has or had; 0: no seq is known. */
  readonly hint: number;
  /** The last seq of the cache; 0 where there is none. */
  readonly kept: number;
  /** Whether the service can be told how many events to give. */
  readonly canLimit: boolean;
  readonly page: PageAfter;
}

/** Where to begin reading, so that the end of the log is read and little before it. */
export interface Found {
  readonly after: number;
  /** The page after `after`, where it was read already; null otherwise. */
  readonly page: Page | null;
}

/**
 * Finds the end of a log that can be asked only for the events after a seq. The first request finds it for a short log,
 * or where the last seq is known; the second one where the answer to the first tells the last seq. Otherwise single
 * events far apart are asked for, several at once, then nearer and nearer. For 20 000 seqs that takes four rounds of
 * requests after the first one, for 200 000 it takes five. Where single events cannot be asked for, pages far apart
 * are, until one is not full.
 *
 * @throws what `page` throws.
 */
export async function findEnd(searched: Searched): Promise<Found> {
  const { from, hint, kept, canLimit, page } = searched;
  const isKept = kept > 0 && hint - kept <= WHOLE_EVENTS;
  const begin = Math.max(from, isKept ? kept - COMPARED_SEQS : hint - WHOLE_EVENTS);
  // The log may have grown since.
  const first = await page(begin, begin > from ? 2 * WHOLE_EVENTS : WHOLE_EVENTS);
  const last = lastOf(first, begin);
  // The log has no such event, so the hint was about another log.
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

  let [low, high, stride] = [last, Infinity, NEAREST * reach];
  for (let round = 0; high - low > seqsOf(CLOSE_EVENTS) && round < MAX_ROUNDS; round += 1) {
    const places = high === Infinity ? strides(low, stride, PROBES) : between(low, high, PROBES);
    stride *= STRIDE ** PROBES;
    const answers = await Promise.all(places.map(probe));
    for (const answer of answers) low = Math.max(low, answer ?? 0);
    // Events that were appended meanwhile lie beyond a place that nothing followed.
    high = Math.min(high, ...places.filter((place, i) => answers[i] === null && place > low));
  }
  const after = low - seqsOf(LEAD_EVENTS);
  return after < last ? { after: begin, page: first } : { after, page: null };
}

/** Goes on from the first page, which ends at `begin`, by pages as far as they reach, until one is not full. */
async function endByPages(first: Found & { page: Page }, begin: number, page: PageAfter): Promise<Found> {
  let [low, high, stride] = [begin, Infinity, NEAREST * FULL_PAGE_EVENTS];
  let end: Found & { page: Page } = first;
  for (let round = 0; low < high && round < MAX_ROUNDS; round += 1) {
    const places = high === Infinity ? strides(low, stride, PAGES) : pagesBetween(low, high);
    stride *= STRIDE ** PAGES;
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
  // The log may end far from what was read, and a page may hold too little to begin with.
  const isEnough = low >= high && low - end.after >= LEAD_EVENTS;
  return isEnough ? end : { after: low - LEAD_EVENTS, page: null };
}

/** Places beyond `low`, each much farther away than the one before it. */
function strides(low: number, stride: number, count: number): number[] {
  return upTo(count).map((i) => Math.ceil(low + stride * STRIDE ** i));
}

/** Places between two, at equal distances. */
function between(low: number, high: number, count: number): number[] {
  const step = (high - low) / (count + 1);
  return upTo(count).map((i) => Math.floor(low + step * (i + 1)));
}

/** The beginnings of all pages between two places, or of pages at equal distances where those would be too many. */
function pagesBetween(low: number, high: number): number[] {
  const count = Math.ceil((high - low) / FULL_PAGE_EVENTS);
  return count > PAGES ? between(low, high, PAGES) : upTo(count).map((i) => low + i * FULL_PAGE_EVENTS);
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
