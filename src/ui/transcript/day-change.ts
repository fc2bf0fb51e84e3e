import type { LitElement, ReactiveController } from "lit";
import { dayOf, endOfDay } from "../language/dates.js";

/**
 * Updates an element when the day changes, because day lines say "Today" and "Yesterday". A timer does not run while the
 * device sleeps, so the day is compared also when the page is shown or focused again.
 */
export class DayChange implements ReactiveController {
  /** The number of the day of the last update, by {@link dayOf}. */
  today = 0;
  readonly #host: LitElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#look);
    addEventListener("focus", this.#look);
    this.#look();
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#look);
    removeEventListener("focus", this.#look);
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
