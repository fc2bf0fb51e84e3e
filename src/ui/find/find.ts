/**
 * Finds text in the whole log. The browser's own search cannot, because the document contains only the entries near the
 * visible part. The code is bundled as a file of its own: only `ui/element/tools/finder.ts` imports it, by `import()`,
 * with the first search.
 */
import { sharedPlaces } from "../../session/state/list.js";
import { entryAt, isHistoryComplete, type SessionState } from "../../session/state/state.js";
import { spoken } from "../language/spoken.js";
import { adoptRules } from "../page/adopt-rules.js";
import { ownDocument } from "../page/own-document.js";
import type { Presentation } from "../presentation/presentation.js";
import { entryWords, type MarkdownReader } from "./entry-words.js";
import { FindBar } from "./find-bar.js";
import { FIND_RULES } from "./find-styles.js";
import { BLOCK_END, Folding } from "./folding.js";
import { type Hit, LogSearch } from "./log-search.js";
import { Marks } from "./marks.js";
import { ReaderPlace, scrollDown, transcriptOf } from "./reader-place.js";
import type { RevealHost } from "./reveal.js";
import { expand, hasCollapsed, hasMore } from "./expanding.js";
import { ENGLISH } from "./words.js";

export { reveal } from "./reveal.js";

/** The properties and methods of the chat that a search uses. */
export interface FindHost extends RevealHost {
  readonly presentations: { readonly presentation: Presentation };
  readonly markdown: MarkdownReader | null;
  /** Removes the bar from the chat. */
  closed(): void;
}

/** How far below the top of the transcript a match is shown, as a share of the transcript's height. */
const MATCH_AT = 1 / 3;

/** How many times an entry is expanded to show a match. Long messages and the work of a turn are shown in steps. */
const MAX_STEPS = 40;

/** One match: the key of its entry, and its number among the entry's matches, from 0. */
interface Match {
  readonly key: string;
  readonly nth: number;
}

/** An open search: its bar, its matches, and the current match. */
export class Find {
  readonly #host: FindHost;
  readonly #bar: FindBar;
  readonly #marks: Marks;
  readonly #place: ReaderPlace;
  readonly #lastFocus: Element | null;
  #folding: Folding;
  #search: LogSearch;
  #state: SessionState;
  /** The texts with which the bar was named at the last drawing. */
  #strings: Presentation["strings"] | null = null;
  /** The folded text that is searched for. */
  #sought = "";
  #current: Match | null = null;
  /** Counts the moves to a match. After an await, another value here means that a later move has replaced this one. */
  #steps = 0;

  constructor(host: FindHost) {
    this.#host = host;
    this.#state = host.controller.shown;
    const { presentation } = host.presentations;
    this.#folding = new Folding(presentation.locale || presentation.strings.lang);
    this.#search = this.#newSearch();
    this.#marks = new Marks(host.root);
    this.#place = new ReaderPlace(host.root);
    this.#lastFocus = host.root.activeElement ?? ownDocument("activeElement");
    adoptRules(host.root, FIND_RULES);
    this.#bar = new FindBar(spoken(presentation, ENGLISH), {
      seek: (text) => this.#seek(text),
      step: (by) => void this.#step(by),
      leave: (isEscape) => this.#leave(isEscape),
    });
  }

  /** The bar, to be inserted into the chat. */
  get element(): HTMLElement {
    return this.#bar.element;
  }

  /** Focuses the bar, and searches for `text` if it is given. To be called once the bar is in the chat. */
  open(text?: string): void {
    const { input } = this.#bar;
    if (text !== undefined) input.value = text;
    input.focus({ preventScroll: true });
    input.select();
    if (text !== undefined) this.#seek(text);
    else this.#show();
  }

  /** To be called after each drawing, because the log or the language may have changed. */
  update(): void {
    const { presentation } = this.#host.presentations;
    if (presentation.strings !== this.#strings) {
      this.#strings = presentation.strings;
      this.#bar.name(spoken(presentation, ENGLISH));
      this.#show();
    }
    const state = this.#host.controller.shown;
    const before = this.#state;
    if (state === before) return;
    this.#state = state;
    const isOthers = state.session !== before.session || state.view.viewer !== before.view.viewer;
    if (isOthers || state.confirming) return this.close();
    if (state.log !== before.log || state.pending !== before.pending)
      this.#search.changed(sharedPlaces(before.log, state.log));
  }

  /** Ends the search, without scrolling back. */
  close(): void {
    this.#steps += 1;
    this.#search.stop();
    this.#marks.stop();
    this.#host.closed();
  }

  #newSearch(): LogSearch {
    const host = this.#host;
    return new LogSearch(
      {
        get first() {
          return host.controller.shown.log.first;
        },
        get end() {
          const { log, pending } = host.controller.shown;
          return log.first + log.length + pending.length;
        },
        entryAt: (place) => entryAt(host.controller.shown, place - host.controller.shown.log.first),
        wordsOf: (entry) => entryWords(entry, host.presentations.presentation, host.markdown),
      },
      this.#folding,
      () => this.#found(),
    );
  }

  #seek(text: string): void {
    const folded = this.#folding.fold(text.replaceAll(BLOCK_END, ""));
    this.#sought = folded.trim() ? folded : "";
    this.#steps += 1;
    this.#current = null;
    this.#marks.seek(this.#sought, this.#folding);
    this.#search.seek(this.#sought, this.#state.log.first + this.#place.firstInView());
    this.#show();
  }

  /** Called after each slice of the search: shows the number of matches, and goes to the first one. */
  #found(): void {
    const first = !this.#current && this.#search.first;
    if (first) void this.#goTo(first, 0, 1);
    this.#show();
  }

  async #step(by: 1 | -1): Promise<void> {
    const { hits } = this.#search;
    const current = this.#current;
    const index = hits.findIndex(({ key }) => key === current?.key);
    const hit = hits[index];
    if (!hit || !current) return hits[0] && this.#goTo(hits[0], 0, by);
    const nth = current.nth + by;
    if (nth >= 0 && nth < hit.count) return this.#goTo(hit, nth, by);
    const next = hits.at((index + by) % hits.length) as Hit;
    return this.#goTo(next, by > 0 ? 0 : next.count - 1, by);
  }

  /** Goes to a match. If the entry is drawn without the text that the search found in it, goes to the next match. */
  async #goTo(hit: Hit, nth: number, by: 1 | -1): Promise<void> {
    this.#current = { key: hit.key, nth };
    this.#show();
    const step = (this.#steps += 1);
    const index = hit.place - this.#host.controller.shown.log.first;
    const entry = await transcriptOf(this.#host.root)?.reveal(this.#indexOf({ key: hit.key, index }));
    if (step !== this.#steps || !entry) return;
    const ranges = await this.#rangesOf(entry, hit, nth);
    if (step !== this.#steps) return;
    const range = ranges[nth] ?? (by > 0 ? undefined : ranges.at(-1));
    if (!range || (ranges.length !== hit.count && !hasMore(entry))) this.#search.correct(hit, ranges.length);
    if (!range) {
      this.#current = ranges.length > 0 ? { key: hit.key, nth: ranges.length - 1 } : null;
      const { first } = this.#search;
      return void (this.#current ? await this.#step(by) : first && (await this.#goTo(first, 0, by)));
    }
    this.#marks.show(entry, ranges.indexOf(range));
    const { root } = this.#host;
    transcriptOf(root)?.scrollFor(() => scrollTo(range, root));
    this.#show();
  }

  /**
   * The ranges of the matches in a drawn entry. Expands the entry until the match with the index `nth` is among them.
   * An entry with `<details>` is expanded until all its matches are drawn, because collapsed content may contain
   * matches before others.
   */
  async #rangesOf(entry: HTMLElement, hit: Hit, nth: number): Promise<readonly StaticRange[]> {
    const wanted = hasCollapsed(entry) ? hit.count : nth + 1;
    const has = (words: string) => this.#folding.fold(words).includes(this.#sought);
    let ranges = this.#marks.rangesOf(entry);
    for (let step = 0; step < MAX_STEPS && ranges.length < wanted && (await expand(entry, has)); step += 1)
      ranges = this.#marks.rangesOf(entry);
    return ranges;
  }

  /** The index of an entry. The log may have grown at its beginning since the entry was found. */
  #indexOf({ key, index }: { readonly key: string; readonly index: number }): number {
    const state = this.#host.controller.shown;
    if (entryAt(state, index)?.key === key) return index;
    const { length } = state.log;
    for (let i = 0; i < length + state.pending.length; i += 1) if (entryAt(state, i)?.key === key) return i;
    return index;
  }

  #leave(isEscape: boolean): void {
    const { root } = this.#host;
    this.close();
    const last = this.#lastFocus;
    const transcript = root.querySelector<HTMLElement>("[part~=transcript]");
    const isBackPossible = last instanceof HTMLElement && last.isConnected && last !== ownDocument("body");
    (isBackPossible ? last : transcript)?.focus({ preventScroll: true });
    if (isEscape) void this.#place.restore((place) => this.#indexOf(place));
  }

  #show(): void {
    const { missing, total: count } = this.#search;
    const isDone = this.#search.isDone && isHistoryComplete(this.#state);
    // Computing the number of a match takes time in proportion to the hits, so it is shown once the search is done.
    const place = isDone ? placeAmong(this.#search.hits, this.#current) : 0;
    this.#bar.show({ place, count, isDone, missing, isEmpty: !this.#bar.input.value.trim() });
  }
}

/** The number of a match among all matches, counted from 1; 0 for none. */
function placeAmong(hits: readonly Hit[], current: Match | null): number {
  let before = 0;
  for (const hit of hits) {
    if (hit.key === current?.key) return before + current.nth + 1;
    before += hit.count;
  }
  return 0;
}

/**
 * Scrolls the transcript until a match is visible, and also the block of code or the table around it. Does not scroll
 * the page.
 */
function scrollTo(range: StaticRange, root: ShadowRoot): void {
  const box = root.querySelector<HTMLElement>("[part~=transcript]");
  if (!box) return;
  const live = document.createRange();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  const around = range.startContainer.parentElement?.closest<HTMLElement>("pre, [part~=table]");
  if (around) {
    const [frame, match] = [around.getBoundingClientRect(), live.getBoundingClientRect()];
    if (match.left < frame.left || match.right > frame.right)
      around.scrollLeft += ((match.left - frame.left) / frame.width - MATCH_AT) * around.offsetWidth;
  }
  const [shown, match] = [box.getBoundingClientRect(), live.getBoundingClientRect()];
  if (match.top < shown.top || match.bottom > shown.bottom)
    scrollDown(box, match.top - shown.top - shown.height * MATCH_AT);
}
