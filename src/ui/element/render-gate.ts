import type { SessionState } from "../../session/state/state.js";
import { ownDocument } from "../page/own-document.js";

/** While the log catches up, a pause this long between reads lets what has come be drawn. */
const QUIET_MS = 40;
/** A replay that never pauses is drawn after this all the same. */
const RENDER_TIMEOUT_MS = 500;
/** The longest wait between two drawings of a replay. */
const MAX_WAIT_MS = 8_000;

/**
 * Decides when a changed state is drawn. What is drawn of a log before its end is drawn in vain. So while the log
 * catches up, it is drawn at the first pause of the network, and after that each time after twice the time. Then there
 * is at most one drawing a frame. A hidden page draws nothing.
 */
export class RenderGate {
  readonly #draw: () => void;
  /** How often messages were drawn of the replay that goes on. */
  #drawings = 0;
  #frame = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #waitingSince: number | null = null;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** The state changed. */
  request({ caughtUp, kept, log }: Pick<SessionState, "caughtUp" | "kept" | "log">): void {
    if (ownDocument("visibilityState") === "hidden") return;
    // Nobody knows when the network will answer, so what this device has kept is drawn at once.
    if (caughtUp || kept) {
      clearTimeout(this.#pause);
      // What was held back while the log was read has waited long enough.
      if (this.#waitingSince !== null) this.flush();
      else this.#frame ||= requestAnimationFrame(() => this.flush());
      return;
    }
    const now = performance.now();
    this.#waitingSince ??= now;
    clearTimeout(this.#pause);
    const left = Math.min(MAX_WAIT_MS, RENDER_TIMEOUT_MS * 2 ** this.#drawings) - (now - this.#waitingSince);
    const wait = Math.max(0, this.#drawings > 0 ? left : Math.min(QUIET_MS, left));
    this.#pause = setTimeout(() => {
      const drawings = log.length > 0 ? this.#drawings + 1 : 0;
      this.flush();
      this.#drawings = drawings;
    }, wait);
  }

  /** Draws now what is to be drawn. */
  flush(): void {
    this.cancel();
    this.#drawings = 0;
    this.#draw();
  }

  cancel(): void {
    clearTimeout(this.#pause);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#waitingSince = null;
  }
}
