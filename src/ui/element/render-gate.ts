import type { SessionState } from "../../session/state/state.js";
import { ownDocument } from "../page/own-document.js";

/** While the log catches up, it is drawn when the network pauses for this long. */
const QUIET_MS = 40;
/** A replay without a pause is drawn after this time. */
const RENDER_TIMEOUT_MS = 500;
/** The longest wait between two drawings of a replay. */
const MAX_WAIT_MS = 8_000;

/**
 * Decides when a changed state is drawn. A log that is drawn before its end has to be drawn again, so while the log
 * catches up, it is drawn at the first pause of the network, and then at intervals that double. Once caught up, it is
 * drawn at most once a frame. A hidden page draws nothing.
 */
export class RenderGate {
  readonly #draw: () => void;
  /** How often the current replay has been drawn. */
  #drawings = 0;
  #frame = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #waitingSince: number | null = null;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Requests a drawing of a changed state. */
  request({ caughtUp, kept, log }: Pick<SessionState, "caughtUp" | "kept" | "log">): void {
    if (ownDocument("visibilityState") === "hidden") return;
    // A cached log is drawn at once, because the network may not answer soon.
    if (caughtUp || kept) {
      clearTimeout(this.#pause);
      // Changes were held back during the replay, so they are drawn without waiting for a frame.
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

  /** Draws now. */
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
