import { at, type List } from "../../session/state/list.js";
import type { Entry } from "../../session/state/state.js";
import { flatParent, shows } from "../chunks/pinned-nodes.js";
import { entriesOf, positionOf } from "../chunks/entry-elements.js";

/** The options of `checkVisibility`. Two have former names too, which some browsers use. */
const VISIBLE = {
  contentVisibilityAuto: true,
  opacityProperty: true,
  visibilityProperty: true,
  checkOpacity: true,
  checkVisibilityCSS: true,
};

/** Events after which an element may be uncovered, besides changes of the elements around it. */
const REVEALING = ["animationend", "click", "keyup", "pointerover", "resize", "scroll", "transitionend"];

/**
 * Detects when the end of an element is visible: it is on the screen, not clipped and not covered, and no element
 * around it is transparent, invisible or inert, as a closed drawer is. An IntersectionObserver reports positions and
 * clipping. No event reports the rest, so the element is checked again when something changes around it or around the
 * element that covers it, and at each input of the person.
 */
export class EndVisibility {
  #element: Element | null = null;
  #seen = (): void => {};
  readonly #observer = new IntersectionObserver((records) => this.#looked(records), {
    threshold: [0, 0.25, 0.5, 0.75, 1],
  });
  readonly #changes = new MutationObserver(() => this.#lookAgain());
  #listening = new AbortController();

  /** Calls `seen` once the end of `element` is visible. Stops watching the previous element. */
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

  /** Checks again when anything changes in the elements around `start`. */
  #follow(start: Element): void {
    const { signal } = this.#listening;
    const options = { capture: true, passive: true, signal };
    for (let node: Node | null = start; node; node = flatParent(node)) {
      this.#changes.observe(node, { attributes: true, childList: true });
      // Some of these events do not leave a shadow root, so each root gets listeners.
      if (!(node instanceof ShadowRoot || node === document)) continue;
      for (const type of REVEALING) node.addEventListener(type, this.#lookAgain, options);
    }
    addEventListener("resize", this.#lookAgain, options);
  }

  /**
   * Makes the IntersectionObserver report again in the next frame, because only the browser knows what clips an
   * element.
   */
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
 * The element that covers the end of `element`; null if some of it is uncovered. `rect` is the part of `element` that
 * is not clipped.
 */
function coverOf(element: Element, { left, bottom, width, height }: DOMRectReadOnly): Element | null {
  // A hit test does not find an element without pointer events.
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
    // Browsers differ if no element of the root is at the point.
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
 * The newest entry of the log, among those in `chunks`, whose end is within the box and the window. Entries after it
 * that a host's renderer hides count as seen with it. Null if there is none, or it has been seen already.
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
