import { onDisconnected } from "../page/on-disconnected.js";
import { make } from "../presentation/nodes.js";

/** The least distance between the menu and the edges of the window, in CSS pixels. */
const EDGE_PX = 8;

/**
 * A menu at a button. It is in the top layer, so that no scrolling box clips it. Arrow keys move the focus; Escape, or
 * a press outside, closes it.
 */
export class ActionMenu {
  readonly #button: HTMLElement;
  readonly #element: HTMLElement;
  readonly #closed = new AbortController();

  /** Opens the menu. @param button the button at which the menu opens. It gets the focus when the menu is closed. */
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

  /** Closes the menu. @param isDone whether the focus returns to the button. */
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
    // The menu gets no event when its message is removed, so it observes the disconnection of `<oc-entry>`.
    onDisconnected(this.#button.closest("oc-entry"), () => this.close(false), signal);
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
   * Places the menu below the button, or above it if there is no room, within the transcript and the window. Closes the
   * menu if the button is outside of the window.
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
    // The pixels of a zoomed page differ from those of the window.
    const zoom = this.#element.currentCSSZoom || 1;
    this.#element.style.left = `${within(left, innerWidth - width) / zoom}px`;
    this.#element.style.top = `${within(top, innerHeight - height) / zoom}px`;
  }
}

function within(position: number, most: number): number {
  return Math.max(EDGE_PX, Math.min(position, most - EDGE_PX));
}
