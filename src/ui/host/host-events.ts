import type { SessionState, Turn } from "../../session/state/state.js";
import type { SessionObserver } from "../../session/fold/store.js";
import { withoutTokens, type SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { OcSessionEventMap } from "./events.js";
import { whenIdle } from "../page/idle.js";
import { warnOnce } from "../page/warn.js";

/** How long replayed events are dispatched in one task. */
const SLICE_MS = 8;

/** Dispatches the events of `<oc-session>`, and sets its custom states, as its session changes. */
export class HostEvents {
  readonly #host: HTMLElement;
  readonly #states: CustomStateSet | undefined;
  #turn: Turn = "idle";
  #unread = 0;
  /** The replayed events that are still to be dispatched, and those of the same slice that have been. */
  #replay: SessionEvent[] = [];
  /** How many events of `#replay` have been dispatched. */
  #told = 0;

  constructor(host: HTMLElement, states: CustomStateSet | undefined, state: SessionState) {
    this.#host = host;
    this.#states = states;
    this.#setStates(state);
  }

  /** The observer for the session. */
  get observer(): Required<Omit<SessionObserver, "identified" | "reset" | "returned">> {
    return {
      state: (state, previous) => this.#stateChanged(state, previous),
      event: (event, replayed) => this.#event(event, replayed),
      error: (error) => this.error(error),
      sent: (sent) => this.emit("oc-sent", sent),
    };
  }

  /** The count in the last `oc-unread`. */
  get unread(): number {
    return this.#unread;
  }

  /** Dispatches a bubbling, composed event. Returns false if it was cancelled. */
  emit<K extends keyof OcSessionEventMap>(
    type: K,
    detail: OcSessionEventMap[K]["detail"],
    cancelable = false,
  ): boolean {
    const event = new CustomEvent(type, { bubbles: true, composed: true, cancelable, detail });
    return this.#host.dispatchEvent(event);
  }

  /**
   * Dispatches `oc-event`; for a replayed event when the page is idle. Dispatching ten thousand events takes as long as
   * reading them, and must not delay the first drawing of the log.
   */
  #event(event: SessionEvent, replayed: boolean): void {
    if (!replayed) {
      this.#tellReplay();
      this.emit("oc-event", { event, replayed });
    } else if (this.#replay.push(event) === 1) whenIdle(this.#tellSlice, SLICE_MS);
  }

  /** Dispatches an event for each part of `state` that differs from `previous`. */
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
    // During the replay no turns and unread counts are dispatched. Their values at its end are.
    if (!state.caughtUp && state.session !== null) return;
    if (state.turn !== this.#turn) this.#tellTurn(state);
    if (state.unread !== this.#unread) {
      this.#unread = state.unread;
      this.emit("oc-unread", { count: state.unread });
    }
  }

  error({ code, message, status, retryable, cause }: SessionError): void {
    // An error that only the host can fix is also written to the console, because the host may not listen to
    // `oc-error`.
    if (/^(?:config|endpoint|org-key|protocol|renderer|upload)$/.test(code))
      warnOnce(message, hostMessage(cause));
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
    // The id and the reason belong to the last turn, so they are left out while a new turn begins.
    const begins = state.turn === "working";
    const turnId = begins && !state.fold.running ? null : state.turnId;
    this.emit("oc-turn", { turn: state.turn, turnId, reason: begins ? null : state.turnReason });
  }

  /** Changes only the states that differ, because each change makes the browser recompute styles. */
  #setStates({ connection, turn, log, pending, caughtUp, unread }: SessionState): void {
    const states = new Set<string>([connection, turn]);
    if (log.length + pending.length === 0) states.add("empty");
    if (caughtUp && unread > 0) states.add("unread");
    const own = this.#states;
    try {
      for (const state of own ?? []) if (!states.has(state)) own?.delete(state);
      for (const state of states) own?.add(state);
    } catch {
      // Chrome before 125 throws at names without dashes in front. There, pages cannot use these states.
    }
  }
}

/**
 * The message of an error that a host's function has thrown, for the console only. It may quote a token of any kind, so
 * "…" replaces everything that is as long as one.
 */
function hostMessage(cause: unknown): string {
  const words = (cause as Error | null | undefined)?.message ?? cause;
  return typeof words === "string" ? ` ${withoutTokens(words).replace(/eyJ[\w.-]+|[\w-]{32,}/g, "…")}` : "";
}
