import { make } from "../presentation/nodes.js";

/** The least distance between the menu and the edges of the window, in CSS pixels. */
const EDGE_PX = 8;

/** An element that tells when it leaves the page. */
interface Leaving extends Element {
  addController(controller: { hostDisconnected(): void }): void;
  removeController(controller: { hostDisconnected(): void }): void;
}

/**
 * A menu at a button. It is in the top layer, so that no box that scrolls cuts it off. Arrow keys move through it;
 * Escape, or a press beside it, closes it.
 */
export class ActionMenu {
  readonly #button: HTMLElement;
  readonly #element: HTMLElement;
  readonly #closed = new AbortController();

  /**
   * Opens the menu.
   *
   * @param button the button at which it opens, which has the focus afterwards.
   */
  constructor(button: HTMLElement, label: string, items: readonly HTMLElement[]) {
    this.#button = button;
    this.#element = make("div", { part: "action-menu", role: "menu", "aria-label": label, popover: "auto" });
    for (const item of items) item.tabIndex = -1;
    this.#element.append(...items);
    button.after(this.#element);
    button.ariaExpanded = "true";
    this.#element.showPopover();
    this.#listen();
    this.#place();
    items[0]?.focus({ preventScroll: true });
  }

  get isOpen(): boolean {
    return !this.#closed.signal.aborted;
  }

  /** Closes the menu. @param isDone whether the focus goes back to the button. */
  close(isDone = true): void {
    if (!this.isOpen) return;
    this.#closed.abort();
    const hadFocus = this.#element.matches(":focus-within");
    this.#element.remove();
    this.#button.ariaExpanded = "false";
    if (isDone && hadFocus) this.#button.focus({ preventScroll: true });
  }

  #listen(): void {
    const { signal } = this.#closed;
    const follow = () => this.#place();
    const onToggle = (event: Event) => (event as ToggleEvent).newState === "closed" && this.close();
    this.#element.addEventListener("toggle", onToggle, { signal });
    this.#element.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    window.addEventListener("scroll", follow, { signal, capture: true, passive: true });
    window.addEventListener("resize", follow, { signal });
    // A menu that goes with its message tells nobody.
    const entry = this.#button.closest<Leaving>("oc-entry");
    const leaving = { hostDisconnected: () => this.close(false) };
    entry?.addController(leaving);
    signal.addEventListener("abort", () => entry?.removeController(leaving));
  }

  #onKey(event: KeyboardEvent): void {
    const items = [...this.#element.querySelectorAll<HTMLElement>("[role^=menuitem]")];
    const at = items.findIndex((item) => item.matches(":focus"));
    const { key } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) items.at((at + step) % items.length)?.focus();
    else if (key === "Home" || key === "End") items.at(key === "Home" ? 0 : -1)?.focus();
    else if (key === "Escape" || key === "Tab") this.close();
    else return;
    event.stopPropagation();
    if (key !== "Tab") event.preventDefault();
  }

  /**
   * Places the menu below the button, or above it where there is no room, within transcript and window. Closes the menu
   * when the button cannot be seen.
   */
  #place(): void {
    if (!this.#element.isConnected) return this.close(false);
    const at = this.#button.getBoundingClientRect();
    const { width, height } = this.#element.getBoundingClientRect();
    if (at.bottom < 0 || at.top > innerHeight) return this.close(false);
    const isRtl = getComputedStyle(this.#button).direction === "rtl";
    const [atStart, atEnd] = isRtl ? [at.right - width, at.left] : [at.left, at.right - width];
    const box = this.#button.closest("[part~=transcript]")?.getBoundingClientRect();
    const isBeyond = box && (atStart < box.left || atStart + width > box.right);
    const left = isBeyond ? atEnd : atStart;
    const top = at.bottom + height + EDGE_PX > innerHeight ? at.top - height : at.bottom;
    this.#element.style.left = `${within(left, innerWidth - width)}px`;
    this.#element.style.top = `${within(top, innerHeight - height)}px`;
  }
}

function within(position: number, most: number): number {
  return Math.max(EDGE_PX, Math.min(position, most - EDGE_PX));
}
