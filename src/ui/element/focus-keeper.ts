import type { LitElement, ReactiveController } from "lit";
import { ownDocument } from "../page/own-document.js";

/**
 * Keeps the focus in the chat when the focused element is removed, for example a button that is not needed any more or
 * a discarded message. The focus moves to the nearest focusable ancestor, else to the transcript.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: LitElement;
  /** The element that had the focus last and its ancestors within the shadow root, innermost first. */
  #around: readonly HTMLElement[] = [];
  readonly #removals = new MutationObserver(() => this.#look());

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    const root = this.#host.renderRoot;
    root.addEventListener("focusin", this.#onFocusIn);
    root.addEventListener("focusout", this.#onFocusOut);
  }

  readonly #onFocusIn = (event: Event): void => {
    const path = event.composedPath() as HTMLElement[];
    this.#around = path.slice(0, path.indexOf(event.currentTarget as HTMLElement));
    this.#removals.observe(this.#host.renderRoot, { childList: true, subtree: true });
  };

  readonly #onFocusOut = (): void => {
    const [left] = this.#around;
    // Some browsers fire this event also when the element is removed. Then the removal has still to be observed.
    queueMicrotask(() => {
      if (left?.isConnected && left === this.#around[0] && !left.matches(":focus"))
        this.#removals.disconnect();
    });
  };

  #look(): void {
    const [lost, ...around] = this.#around;
    if (!lost || lost.isConnected || !this.#host.isConnected) return;
    this.#removals.disconnect();
    const focused = ownDocument("activeElement");
    if (focused && focused !== ownDocument("body")) return;
    const transcript = this.#host.renderRoot.querySelector<HTMLElement>("[part~=transcript]");
    for (const heir of [...around, transcript]) {
      if (heir?.isConnected) heir.focus({ preventScroll: true });
      if (this.#host.matches(":focus-within")) return;
    }
  }
}
