import type { LitElement, ReactiveController } from "lit";

/** Updates the element each second while the banner counts down to the next attempt to connect. */
export class Countdown implements ReactiveController {
  readonly #host: LitElement;
  readonly #isCounting: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement, isCounting: () => boolean) {
    this.#host = host;
    this.#isCounting = isCounting;
    host.addController(this);
  }

  /** Moving the element clears the timer. The update sets it again. */
  hostConnected(): void {
    if (this.#host.hasUpdated) this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    if (this.#isCounting() && this.#host.isConnected)
      this.#timer = setTimeout(() => this.#host.requestUpdate(), 1000);
  }
}
