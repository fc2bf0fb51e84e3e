import { ownDocument } from "../page/own-document.js";

/** While the log catches up, a pause this long between reads lets what has come be drawn. */
const QUIET_MS = 40;
/** A replay that never pauses is drawn after this all the same. */
const RENDER_TIMEOUT_MS = 500;

/**
 * Decides when a changed state is drawn: while the log catches up only when the network pauses, for every
 * drawing before that is waste; after that at most once a frame; and never in a hidden page.
 */
export class RenderGate {
  readonly #draw: () => void;
  #frame = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #waitingSince: number | null = null;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** The state changed. */
  request(caughtUp: boolean): void {
    if (ownDocument("visibilityState") === "hidden") return;
    if (caughtUp) {
      clearTimeout(this.#pause);
      // What was held back while the log was read has waited long enough.
      if (this.#waitingSince !== null) this.flush();
      else this.#frame ||= requestAnimationFrame(() => this.flush());
      return;
    }
    const now = performance.now();
    this.#waitingSince ??= now;
    clearTimeout(this.#pause);
    const left = RENDER_TIMEOUT_MS - (now - this.#waitingSince);
    this.#pause = setTimeout(() => this.flush(), Math.max(0, Math.min(QUIET_MS, left)));
  }

  /** Draws now what is to be drawn. */
  flush(): void {
    this.cancel();
    this.#draw();
  }

  cancel(): void {
    clearTimeout(this.#pause);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#waitingSince = null;
  }
}
