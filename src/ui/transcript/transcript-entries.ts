import type { LitElement } from "lit";
import { isQueued } from "../../session/state/queued.js";
import type { List } from "../../session/state/list.js";
import { type Entry, entryAt, type SessionState } from "../../session/state/state.js";
import { dayOf, formatDay } from "../language/dates.js";
import { entriesOf, isEntry } from "../chunks/entry-elements.js";
import { CHUNK_ENTRIES } from "../chunks/height-model.js";
import type { OcEntry } from "../entry/oc-entry.js";
import type { Presentation } from "../presentation/presentation.js";

/** A message shows its author and time again if it was written at least this long after the previous one. */
const GROUP_MS = 5 * 60_000;
/** How many entries without a time are passed over to find the day of the entry before them. */
const MAX_TIMELESS = 100;

/** Everything that decides how a chunk looks: its entries, the entries before and after them, and the presentation. */
export interface ChunkContent {
  /** The index of the first of `entries` in the transcript. */
  readonly start: number;
  readonly before: Entry | undefined;
  /** The last entry before them that has a time. */
  readonly dated: Entry | undefined;
  readonly entries: readonly Entry[];
  readonly after: Entry | undefined;
  /** For each of `entries`: whether it waits for the running turn to end. */
  readonly queued: readonly boolean[];
  readonly presentation: Presentation;
  /** The number of the present day, by `dayOf`. At midnight "today" becomes "yesterday". */
  readonly today: number;
}

/**
 * How many entries the first chunk lacks to {@link CHUNK_ENTRIES}. Earlier entries fill these places first, so that
 * every other chunk keeps its entries.
 */
export function leadOf({ first }: List<Entry>): number {
  return ((first % CHUNK_ENTRIES) + CHUNK_ENTRIES) % CHUNK_ENTRIES;
}

/** How many chunks `now` has before the first chunk of `known`; 0 if `known` is empty. */
export function chunksBefore(now: List<Entry>, known: List<Entry>): number {
  if (known.length === 0) return 0;
  return (known.first - leadOf(known) - (now.first - leadOf(now))) / CHUNK_ENTRIES;
}

/** The chunk that holds the entry at `index`, and the entry's position in the chunk. */
export function placeOf(log: List<Entry>, index: number): { readonly chunk: number; readonly at: number } {
  const lead = leadOf(log);
  const chunk = Math.floor((index + lead) / CHUNK_ENTRIES);
  return { chunk, at: index - Math.max(0, chunk * CHUNK_ENTRIES - lead) };
}

/** The content of the chunk at `index`. A message keeps its index when it becomes an entry of the log. */
export function chunkContent(
  index: number,
  state: SessionState,
  presentation: Presentation,
  today: number,
): ChunkContent {
  const first = index * CHUNK_ENTRIES - leadOf(state.log);
  const start = Math.max(0, first);
  const end = first + CHUNK_ENTRIES;
  const entries: Entry[] = [];
  for (let i = start; i < end; i += 1) {
    const entry = entryAt(state, i);
    if (entry) entries.push(entry);
  }
  let dated = start - 1;
  while (start - dated < MAX_TIMELESS && entryAt(state, dated)?.time === null) dated -= 1;
  const queued = entries.map((entry) => entry.kind === "message" && isQueued(state, entry));
  return {
    start,
    before: entryAt(state, start - 1),
    dated: entryAt(state, dated),
    entries,
    after: entryAt(state, end),
    queued,
    presentation,
    today,
  };
}

/**
 * Whether two contents of the same chunk look the same. Entries and presentations are immutable, so they are compared
 * by identity.
 */
export function sameContent(a: ChunkContent, b: ChunkContent): boolean {
  return (
    a.presentation === b.presentation &&
    a.today === b.today &&
    a.before === b.before &&
    a.dated === b.dated &&
    a.after === b.after &&
    a.entries.length === b.entries.length &&
    a.entries.every((entry, i) => entry === b.entries[i] && a.queued[i] === b.queued[i])
  );
}

/** Draws a chunk. An entry keeps its element while it keeps its key and its chunk. */
export function drawChunk(chunk: Element, content: ChunkContent): void {
  const { entries, before, after } = content;
  let { dated } = content;
  const known = new Map((entriesOf(chunk) as OcEntry[]).map((element) => [element.entry.key, element]));
  const drawn = entries.flatMap((entry, i) => {
    const element = known.get(entry.key) ?? newElement();
    known.delete(entry.key);
    const neighbours = [entries[i - 1] ?? before, entries[i + 1] ?? after] as const;
    drawEntry(element, content, i, ...neighbours);
    const day = drawDay(element, content, entry, dated);
    if (entry.time) dated = entry;
    return day ? [day, element] : [element];
  });
  setChildren(chunk, drawn);
}

function newElement(): OcEntry {
  const element = document.createElement("oc-entry") as OcEntry;
  element.setAttribute("role", "article");
  element.tabIndex = -1;
  return element;
}

function drawEntry(
  element: OcEntry,
  { entries, queued, presentation }: ChunkContent,
  position: number,
  before: Entry | undefined,
  after: Entry | undefined,
): void {
  const entry = entries[position] as Entry;
  const isLive = entry.kind === "work" ? entry.state === "running" : entry.kind === "message" && entry.asks;
  element.entry = entry;
  element.presentation = presentation;
  element.queued = queued[position] ?? false;
  element.live = !after && isLive === true;
  element.classList.toggle("group-first", !continues(before, entry));
  element.classList.toggle("group-last", !after || !continues(entry, after));
}

/** The day line above the first entry of a day; null above any other entry. */
function drawDay(
  element: OcEntry,
  { presentation, today }: ChunkContent,
  { time }: Entry,
  dated: Entry | undefined,
): Element | null {
  if (!time || (dated?.time && dayOf(dated.time) === dayOf(time))) return null;
  const above = element.previousElementSibling as HTMLElement | null;
  const day = above && !isEntry(above) ? above : newDay();
  const words = formatDay(time, presentation.locale, presentation.strings, today);
  if (day.dir !== presentation.dir) day.dir = presentation.dir;
  if (day.textContent !== words) day.textContent = words;
  return day;
}

function newDay(): HTMLElement {
  const day = document.createElement("div");
  day.setAttribute("part", "day");
  return day;
}

/**
 * Sets the children of a chunk. A child whose neighbours stay is not moved, so that it keeps the focus and the
 * selection.
 */
function setChildren(chunk: Element, wanted: readonly Element[]): void {
  const kept = new Set(wanted);
  for (const child of [...chunk.children]) if (!kept.has(child)) child.remove();
  const { children } = chunk;
  wanted.forEach((element, i) => {
    const there = children[i] ?? null;
    if (there && children[i + 1] === element) chunk.append(there);
    else if (there !== element) chunk.insertBefore(element, there);
  });
}

/** Whether `entry` belongs to the same group as `before`: the same author, within `GROUP_MS`, on the same day. */
function continues(before: Entry | undefined, entry: Entry): boolean {
  if (before?.kind !== "message" || entry.kind !== "message") return false;
  const sameAuthor = before.from === entry.from && before.name === entry.name && before.mine === entry.mine;
  if (!sameAuthor || !before.time || !entry.time) return sameAuthor;
  const apart = entry.time.getTime() - before.time.getTime();
  return apart < GROUP_MS && dayOf(before.time) === dayOf(entry.time);
}

/**
 * Tells assistive technology the position of each entry of a chunk, and the number of all entries, drawn or not.
 *
 * @param start the index of the chunk's first entry in the transcript.
 * @param size the number of all entries; -1 if it is not known.
 */
export function tellPlaces(chunk: Element, start: number, size: number): void {
  // `forEach` is used, because old libraries of a page may replace the `entries` method of arrays.
  entriesOf(chunk).forEach((entry, i) => {
    const place = `${start + i + 1}`;
    if (entry.ariaPosInSet !== place) entry.ariaPosInSet = place;
    entry.ariaSetSize = `${size}`;
  });
}

/** Resolves when the elements of a chunk's entries have drawn themselves. */
export function chunkDrawn(chunk: Element): Promise<unknown> {
  return Promise.all(entriesOf(chunk).map((entry) => (entry as Partial<LitElement>).updateComplete));
}
