import { at, type List } from "../../session/state/list.js";
import type { Entry } from "../../session/state/state.js";
import { entriesOf, positionOf } from "./transcript-entries.js";

/** How long after a look at something that nobody can see, in milliseconds, the next one is taken. */
const LOOK_AGAIN_MS = 150;

/** Browsers call two of these by other names than the standard now does. */
const VISIBLE = {
  contentVisibilityAuto: true,
  opacityProperty: true,
  visibilityProperty: true,
  checkOpacity: true,
  checkVisibilityCSS: true,
};

/**
 * Tells when the end of an element is before somebody's eyes: on the screen, not cut off by any box around it,
 * and not in one that is transparent, invisible or inert, as a closed drawer or another slide of a carousel is.
 * No event tells of all that, so it looks again until it is so.
 */
export class Sight {
  #element: Element | null = null;
  #seen = (): void => {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Reports once for each time that something is observed: what clips an element, only it can know. */
  readonly #observer = new IntersectionObserver((records) => this.#looked(records));

  /** Calls `seen` once the end of `element` is in sight. Takes the place of what was watched before. */
  watch(element: Element, seen: () => void): void {
    this.#seen = seen;
    if (element === this.#element) return;
    this.stop();
    this.#element = element;
    this.#observer.observe(element);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    this.#element = null;
  }

  #looked(records: readonly IntersectionObserverEntry[]): void {
    const element = this.#element;
    const record = records.findLast(({ target }) => target === element);
    if (!element || !record) return;
    if (isEndInside(record) && canBeSeen(element)) {
      this.stop();
      this.#seen();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#observer.disconnect();
      this.#observer.observe(element);
    }, LOOK_AGAIN_MS);
  }
}

function isEndInside({ boundingClientRect, intersectionRect }: IntersectionObserverEntry): boolean {
  const { width, height, bottom } = intersectionRect;
  return width > 0 && height > 0 && bottom >= boundingClientRect.bottom - 2;
}

function canBeSeen(element: Element): boolean {
  if (element.checkVisibility?.(VISIBLE) === false) return false;
  for (let at: Element | undefined = element; at; at = (at.getRootNode() as ShadowRoot).host)
    if (at.closest("[inert]")) return false;
  return true;
}

/**
 * The newest of the log's entries, among those drawn in `chunks`, whose end neither the box nor the window hides.
 * What a host's renderer hides after it counts with it. Null when all of them
 * have been seen.
 */
export function newestInView(
  chunks: readonly HTMLElement[],
  log: List<Entry>,
  seenSeq: number,
  box: HTMLElement,
): { seq: number; element: HTMLElement } | null {
  const lowest = Math.min(box.getBoundingClientRect().bottom, innerHeight) + 1;
  let hidden: number | null = null;
  for (const chunk of chunks.toReversed()) {
    for (const element of entriesOf(chunk).reverse()) {
      const seq = at(log, positionOf(element))?.seq;
      if (seq == null) continue;
      if (seq <= seenSeq && hidden === null) return null;
      const { bottom } = element.getBoundingClientRect();
      if (element.hidden) hidden ??= seq;
      else if (bottom > lowest) hidden = null;
      else return bottom >= 0 ? { seq: hidden ?? seq, element } : null;
    }
  }
  return null;
}
