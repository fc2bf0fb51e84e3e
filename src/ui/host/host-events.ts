import type { SessionState, Turn } from "../../session/state/state.js";
import type { SessionObserver } from "../../session/fold/store.js";
import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { OcSessionEventMap } from "./events.js";
import { whenIdle } from "../page/idle.js";
import { warnOnce } from "../page/warn.js";

/** The longest that replayed events are told in one go, in milliseconds. */
const SLICE_MS = 8;

/** Turns what happens in a session into the host's events and custom states. */
export class HostEvents {
  readonly #host: HTMLElement;
  readonly #states: CustomStateSet | undefined;
  #turn: Turn = "idle";
  #unread = 0;
  /** Events of the first catch-up, and how many of them have been told. */
  #replay: SessionEvent[] = [];
  #told = 0;

  constructor(host: HTMLElement, states: CustomStateSet | undefined, state: SessionState) {
    this.#host = host;
    this.#states = states;
    this.#setStates(state);
  }

  /** What the session is observed with. */
  get observer(): Required<Omit<SessionObserver, "identified" | "reset" | "returned">> {
    return {
      state: (state, previous) => this.#stateChanged(state, previous),
      event: (event, replayed) => this.#event(event, replayed),
      error: (error) => this.error(error),
      sent: (sent) => this.emit("oc-sent", sent),
    };
  }

  /** The count that `oc-unread` told last. */
  get unread(): number {
    return this.#unread;
  }

  /** Dispatches a bubbling, composed event; false when it was cancelled. */
  emit<K extends keyof OcSessionEventMap>(
    type: K,
    detail: OcSessionEventMap[K]["detail"],
    cancelable = false,
  ): boolean {
    const event = new CustomEvent(type, { bubbles: true, composed: true, cancelable, detail });
    return this.#host.dispatchEvent(event);
  }

  /**
   * Tells of an event of the log. Those that were there before wait for a moment of rest: telling ten thousand
   * takes as long as reading them, and the person waits for the last ones to be drawn.
   */
  #event(event: SessionEvent, replayed: boolean): void {
    if (!replayed) {
      this.#tellReplay();
      this.emit("oc-event", { event, replayed });
    } else if (this.#replay.push(event) === 1) whenIdle(this.#tellSlice, SLICE_MS);
  }

  /** Tells of everything in which `state` differs from `previous`. */
  #stateChanged(state: SessionState, previous: SessionState): void {
    this.#setStates(state);
    if (state.session !== previous.session) {
      this.#tellReplay();
      this.emit("oc-session-change", { session: state.session, previous: previous.session });
    }
    if (state.connection !== previous.connection || state.attempt !== previous.attempt) {
      const { connection, attempt, retryAt } = state;
      this.emit("oc-connection", { connection, attempt, retryAt });
    }
    // While the log catches up its turns come and go: only where it stands then is news.
    if (!state.caughtUp && state.session !== null) return;
    if (state.turn !== this.#turn) this.#tellTurn(state);
    if (state.unread !== this.#unread) {
      this.#unread = state.unread;
      this.emit("oc-unread", { count: state.unread });
    }
  }

  error({ code, message, status, retryable }: SessionError): void {
    // An error that only the host can mend is also written to the console, as the host may not listen.
    if (code === "config" || code === "endpoint" || code === "org-key") warnOnce(message);
    this.emit("oc-error", { code, message, status, retryable });
  }

  readonly #tellSlice = (): void => {
    this.#tellReplay(performance.now() + SLICE_MS);
    if (this.#replay.length > 0) whenIdle(this.#tellSlice, SLICE_MS);
  };

  #tellReplay(until = Infinity): void {
    for (let event = this.#replay[this.#told]; event; event = this.#replay[this.#told]) {
      this.#told += 1;
      this.emit("oc-event", { event, replayed: true });
      if (performance.now() > until) return;
    }
    this.#replay = [];
    this.#told = 0;
  }

  #tellTurn(state: SessionState): void {
    this.#turn = state.turn;
    // How the last turn ended says nothing of the turn that begins.
    const begins = state.turn === "working";
    const turnId = begins && !state.fold.running ? null : state.turnId;
    this.emit("oc-turn", { turn: state.turn, turnId, reason: begins ? null : state.turnReason });
  }

  /** Touches only what differs: any change has the browser look again at all that a page styles by states. */
  #setStates({ connection, turn, log, pending, caughtUp, unread }: SessionState): void {
    const states = new Set<string>([connection, turn]);
    if (log.length + pending.length === 0) states.add("empty");
    if (caughtUp && unread > 0) states.add("unread");
    const own = this.#states;
    try {
      for (const state of own ?? []) if (!states.has(state)) own?.delete(state);
      for (const state of states) own?.add(state);
    } catch {
      // Chrome before 125 takes no such names. A page's styles go without.
    }
  }
}
