import { at, type List } from "../../session/state/list.js";
import type { Entry } from "../../session/state/state.js";
import { flatParent, shows } from "../chunks/pinned-nodes.js";
import { entriesOf, positionOf } from "../chunks/entry-elements.js";

/** Two of these have other names in browsers than in the present standard. */
const VISIBLE = {
  contentVisibilityAuto: true,
  opacityProperty: true,
  visibilityProperty: true,
  checkOpacity: true,
  checkVisibilityCSS: true,
};

/** Events that may uncover an element, besides changes of the elements around it. */
const REVEALING = ["animationend", "click", "keyup", "pointerover", "resize", "scroll", "transitionend"];

/**
 * Tells when the end of an element can be seen. It can if it is on the screen, no box around it clips it, and nothing
 * covers it. No box around it may be transparent, invisible or inert, as that of a closed drawer is. An
 * IntersectionObserver tells of places and clipping. No event tells of the rest. So the element is looked at again
 * when something changes around it or around what covers it, and at each input of the person.
 */
export class Sight {
  #element: Element | null = null;
  #seen = (): void => {};
  readonly #observer = new IntersectionObserver((records) => this.#looked(records), {
    threshold: [0, 0.25, 0.5, 0.75, 1],
  });
  readonly #changes = new MutationObserver(() => this.#lookAgain());
  #listening = new AbortController();

  /** Calls `seen` once the end of `element` is in sight. Stops watching the element from before. */
  watch(element: Element, seen: () => void): void {
    this.#seen = seen;
    if (element === this.#element) return;
    this.stop();
    this.#element = element;
    this.#observer.observe(element);
  }

  stop(): void {
    this.#rest();
    this.#observer.disconnect();
    this.#element = null;
  }

  #looked(records: readonly IntersectionObserverEntry[]): void {
    const element = this.#element;
    const record = records.findLast(({ target }) => target === element);
    if (!element || !record) return;
    this.#rest();
    const isShown = isEndInside(record) && canBeSeen(element);
    const cover = isShown ? coverOf(element, record.intersectionRect) : null;
    if (isShown && !cover) {
      this.stop();
      this.#seen();
      return;
    }
    for (const start of [element, cover]) if (start) this.#follow(start);
  }

  /** Looks again when anything changes in the elements around `start`. */
  #follow(start: Element): void {
    const { signal } = this.#listening;
    const options = { capture: true, passive: true, signal };
    for (let node: Node | null = start; node; node = flatParent(node)) {
      this.#changes.observe(node, { attributes: true, childList: true });
      // Some of these events do not leave a shadow root, so each root is listened to.
      if (!(node instanceof ShadowRoot || node === document)) continue;
      for (const type of REVEALING) node.addEventListener(type, this.#lookAgain, options);
    }
    addEventListener("resize", this.#lookAgain, options);
  }

  /** Has the IntersectionObserver report anew with the next frame: only the browser knows what clips an element. */
  readonly #lookAgain = (): void => {
    const element = this.#element;
    this.#rest();
    if (!element) return;
    this.#observer.unobserve(element);
    this.#observer.observe(element);
  };

  #rest(): void {
    this.#changes.disconnect();
    this.#listening.abort();
    this.#listening = new AbortController();
  }
}

/**
 * The element that covers the end of `element`, whose part `rect` is not clipped; null where some of that part is
 * uncovered.
 */
function coverOf(element: Element, { left, bottom, width, height }: DOMRectReadOnly): Element | null {
  // Where the chat takes no pointer events, a hit test does not find it.
  if (getComputedStyle(element).pointerEvents === "none") return null;
  const { host } = element.getRootNode() as ShadowRoot;
  let cover: Element | null = null;
  for (const share of [0.5, 0.1, 0.9]) {
    const top = topmostAt(left + share * width, bottom - Math.min(height, 4) / 2);
    if (!top || shows(top, element) || (host && shows(host, top))) return null;
    cover ??= top;
  }
  return cover;
}

function topmostAt(x: number, y: number): Element | null {
  let top = Document.prototype.elementFromPoint.call(document, x, y);
  for (let root = top?.shadowRoot; root; root = top?.shadowRoot) {
    const inside = root.elementFromPoint(x, y);
    // Engines give different results where no element of the root is at the point.
    if (inside?.getRootNode() !== root) break;
    top = inside;
  }
  return top;
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
 * The newest entry of the log, among those drawn in `chunks`, whose end is within the box and the window. Entries
 * behind it that a host's renderer hides count as seen with it. Null when all entries have been seen.
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
