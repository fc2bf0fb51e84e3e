import type { LitElement, ReactiveController } from "lit";
import { ownDocument } from "../page/own-document.js";
import { dayOf, endOfDay } from "../language/dates.js";

/**
 * Updates an element when the day changes, because day lines say "Today" and "Yesterday". A timer does not run while the
 * device sleeps, so the day is compared also when the window that the element is in is shown or focused again.
 */
export class DayChange implements ReactiveController {
  /** The number of the day of the last update, by {@link dayOf}. */
  today = 0;
  readonly #host: LitElement;
  /** Aborted when the element leaves its document, which may then be another one already. */
  #connected = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    const { ownerDocument } = this.#host;
    const { signal } = (this.#connected = new AbortController());
    ownerDocument.addEventListener("visibilitychange", this.#look, { signal });
    ownDocument("defaultView", ownerDocument)?.addEventListener("focus", this.#look, { signal });
    this.#look();
  }

  hostDisconnected(): void {
    this.#connected.abort();
    clearTimeout(this.#timer);
  }

  hostUpdate(): void {
    this.today = dayOf(new Date());
  }

  readonly #look = (): void => {
    const now = new Date();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#look, endOfDay(now).getTime() - now.getTime());
    if (dayOf(now) !== this.today) this.#host.requestUpdate();
  };
}
