import type { Page } from "../../wire/wire.js";

/** A log of no more events than this is read whole, in one page. */
export const WHOLE_EVENTS = 100;
/** A service that cannot be told how many gives so many at once, of seqs without gaps. */
const FULL_PAGE_EVENTS = 500;
/** So many questions are asked at once: browsers allow six connections to a server of HTTP/1.1. */
const PROBES = 6;
/** The nearest of the first questions is about a place so many times as far away as the first page reaches. */
const NEAREST = 0.6;
/** Each of the first questions is about a place so many times as far away as the one before it. */
const STRIDE = 5;
/** The end is found when it is known up to so many events. */
const CLOSE_EVENTS = 90;
/** What is read then begins so many events before the first place where the end may be. */
const LEAD_EVENTS = 20;
/** After this many rounds of questions the log is read from where they have led. */
const MOST_ROUNDS = 16;

/** A log whose end is looked for. */
export interface Searched {
  /** Nothing up to this seq is wanted. */
  readonly from: number;
  /** The log has an event of this seq, or had one; 0: nothing is known of it. */
  readonly hint: number;
  /** Whether the service can be told how many events to give. */
  readonly canLimit: boolean;
  /** Reads what follows a seq. */
  readonly page: (after: number, limit: number) => Promise<Page>;
}

/** Where to begin, so that the end of the log is read and little before it. */
export interface Found {
  readonly after: number;
  /** What follows `after`, where that was read already: all there is, or the first of it. */
  readonly page: Page | null;
}

/**
 * Finds the end of a log that can be asked only for what follows a seq. A short log, or one whose last seq is known, is
 * had by the first question. Of a longer one it is asked for single events far apart, several at once, and then nearer
 * and nearer: of 20 000 seqs the end is found by four rounds of questions after the first, of 200 000 by five.
 *
 * @throws what `page` throws.
 */
export async function findEnd(searched: Searched): Promise<Found> {
  const { from, hint, canLimit, page } = searched;
  const begin = Math.max(from, hint - WHOLE_EVENTS);
  const first = await page(begin, WHOLE_EVENTS);
  const last = lastOf(first, begin);
  // There is no such event: what was told is of another log.
  if (last === null && begin > from) return findEnd({ ...searched, hint: 0 });
  const isShort = last !== null && !canLimit && last - begin < FULL_PAGE_EVENTS;
  if (first.next === null || last === null || isShort) return { after: begin, page: first };
  const reach = last - begin;
  const seqsOf = (events: number) => Math.ceil((events * reach) / Math.max(1, first.events.length));
  const probe = async (after: number) => lastOf(await page(after, 1), after);

  let [low, high, stride] = [last, Infinity, NEAREST * reach];
  for (let round = 0; high - low > seqsOf(CLOSE_EVENTS) && round < MOST_ROUNDS; round += 1) {
    const places = high === Infinity ? strides(low, stride) : between(low, high);
    stride *= STRIDE ** PROBES;
    const answers = await Promise.all(places.map(probe));
    for (const answer of answers) low = Math.max(low, answer ?? 0);
    // What the log has grown by meanwhile lies beyond a place that nothing followed.
    high = Math.min(high, ...places.filter((place, i) => answers[i] === null && place > low));
  }
  const after = low - seqsOf(LEAD_EVENTS);
  return after < last ? { after: begin, page: first } : { after, page: null };
}

/** Places beyond `low`, each much farther away than the one before. */
function strides(low: number, stride: number): number[] {
  return Array.from({ length: PROBES }, (_, i) => Math.ceil(low + stride * STRIDE ** i));
}

/** Places between two, at equal distances. */
function between(low: number, high: number): number[] {
  const step = (high - low) / (PROBES + 1);
  return Array.from({ length: PROBES }, (_, i) => Math.floor(low + step * (i + 1)));
}

/** The last seq of a page after a seq; null where nothing follows that. */
function lastOf({ events, next, upTo }: Page, after: number): number | null {
  const last = upTo ?? events.at(-1)?.seq ?? next ?? 0;
  return last > after ? last : null;
}
