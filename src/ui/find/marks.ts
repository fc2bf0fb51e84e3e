import { rangesIn } from "./drawn-words.js";
import type { Folding } from "./folding.js";
import type { DrawnEntry } from "./reader-place.js";

/** The names of the highlights, as in `find-styles.ts`. All scripts of a page share one registry of highlights. */
export const FOUND = "oc-find";
export const CURRENT = "oc-find-current";

/**
 * The priorities of the highlights. Where highlights overlap, the one with the higher priority is drawn. The colours of
 * code have 0.
 */
const PRIORITIES: Readonly<Record<string, number>> = { [FOUND]: 1, [CURRENT]: 2 };

/**
 * Marks the matches in drawn entries by the CSS Custom Highlight API, which does not change the nodes of an entry.
 * Updates the marks when entries are added to the document and removed from it.
 */
export class Marks {
  readonly #root: ShadowRoot;
  readonly #ranges = new Map<Element, readonly StaticRange[]>();
  readonly #observer = new MutationObserver((records) => this.#redraw(records));
  #folding: Folding | null = null;
  #sought = "";
  /** The current match: the key of its entry, and its number among the entry's matches, from 0. */
  #current: { readonly key: string; readonly nth: number } | null = null;
  #currentRange: StaticRange | undefined;

  constructor(root: ShadowRoot) {
    this.#root = root;
  }

  /** Marks all drawn matches of a folded text; "" marks none. */
  seek(sought: string, folding: Folding): void {
    this.stop();
    this.#sought = sought;
    this.#folding = folding;
    const feed = this.#root.querySelector(".feed");
    if (!feed || !sought) return;
    const attributeFilter = ["open"];
    this.#observer.observe(feed, { childList: true, characterData: true, subtree: true, attributeFilter });
    for (const entry of feed.querySelectorAll("oc-entry")) this.#mark(entry);
  }

  /** Removes all marks. */
  stop(): void {
    this.#observer.disconnect();
    this.show(null);
    for (const entry of this.#ranges.keys()) this.#unmark(entry);
  }

  /** The ranges of the sought text in a drawn entry, in order. */
  rangesOf(entry: Element): readonly StaticRange[] {
    this.#redraw(this.#observer.takeRecords());
    return this.#ranges.get(entry) ?? this.#mark(entry);
  }

  /** Marks the match `nth` of a drawn entry as the current one, also when the entry is drawn again; null marks none. */
  show(entry: DrawnEntry | null, nth = 0): void {
    this.#current = entry && { key: entry.entry.key, nth };
    const range = entry ? this.#ranges.get(entry)?.[nth] : undefined;
    this.#point(range);
    // A browser without the Highlight API shows the match by the selection.
    if (range && !highlight(CURRENT)) getSelection()?.setBaseAndExtent(...endsOf(range));
  }

  #point(range: StaticRange | undefined): void {
    const marks = highlight(CURRENT);
    if (this.#currentRange) marks?.delete(this.#currentRange);
    this.#currentRange = range;
    if (range) marks?.add(range);
  }

  #redraw(records: readonly MutationRecord[]): void {
    const changed = new Set<Element>();
    for (const { target, addedNodes } of records) {
      const around = (target instanceof Element ? target : target.parentElement)?.closest("oc-entry");
      if (around) changed.add(around);
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        if (node.localName === "oc-entry") changed.add(node);
        for (const entry of node.querySelectorAll("oc-entry")) changed.add(entry);
      }
    }
    for (const entry of this.#ranges.keys()) if (!entry.isConnected) this.#unmark(entry);
    for (const entry of changed) {
      this.#unmark(entry);
      if (entry.isConnected) this.#mark(entry);
    }
  }

  #mark(entry: Element): readonly StaticRange[] {
    const ranges = this.#folding && this.#sought ? rangesIn(entry, this.#sought, this.#folding) : [];
    this.#ranges.set(entry, ranges);
    const marks = highlight(FOUND);
    for (const range of ranges) marks?.add(range);
    const current = this.#current;
    if (current?.key === (entry as DrawnEntry).entry.key) this.#point(ranges[current.nth]);
    return ranges;
  }

  #unmark(entry: Element): void {
    const marks = highlight(FOUND);
    for (const range of this.#ranges.get(entry) ?? []) marks?.delete(range);
    this.#ranges.delete(entry);
  }
}

/**
 * The highlight with a name; null if the browser does not support highlights. All chats and all copies of this module
 * share the page's highlight of each name.
 */
function highlight(name: string): Highlight | null {
  if (typeof Highlight !== "function" || typeof CSS.highlights?.set !== "function") return null;
  const known = CSS.highlights.get(name);
  if (known) return known;
  const made = new Highlight();
  made.priority = PRIORITIES[name] ?? 0;
  CSS.highlights.set(name, made);
  return made;
}

/** The ends of a range, in the order in which `setBaseAndExtent` takes them. */
function endsOf(range: StaticRange): [Node, number, Node, number] {
  return [range.startContainer, range.startOffset, range.endContainer, range.endOffset];
}
