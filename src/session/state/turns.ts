import { integer } from "../../wire/parse-event.js";
import type { SessionEvent } from "../../wire/events.js";
import { turnIdOf } from "./interpret.js";
import type { Fold, SessionState, Turn } from "./state.js";

/**
 * What the agent is doing, from the log alone. At level `user` no `turn.started` is delivered, so "working"
 * is an input that no completed turn is known to have taken up; which ones a turn took shows only in
 * `input_to_seq`, and where that is missing each completion takes the oldest open input.
 */
export class TurnFold {
  readonly #pickedUpFrom: number;
  #inputs: number[];
  #pickedUpTo: number;
  #ambiguous: boolean;
  #running: Fold["running"];
  #turnSeq: number;
  #turnId: string | null;
  #reason: string | null;
  /** A turn ended with no input open: an input that comes late, from before that end, was its own. */
  #endedWithout = false;

  constructor(state: SessionState) {
    const { fold } = state;
    this.#pickedUpFrom = fold.pickedUpTo;
    this.#pickedUpTo = fold.pickedUpTo;
    this.#inputs = [...fold.inputs];
    this.#ambiguous = fold.ambiguous;
    this.#running = fold.running;
    this.#turnSeq = fold.turnSeq;
    this.#turnId = state.turnId;
    this.#reason = state.turnReason;
    this.#endedWithout = fold.inputs.length === 0;
  }

  /** Whether a turn has taken the input at `seq` up. */
  hasTaken(seq: number): boolean {
    return seq <= this.#pickedUpTo;
  }

  input(seq: number): void {
    if (seq <= this.#pickedUpTo) return;
    if (seq < this.#turnSeq && this.#endedWithout) return this.#pickUp(seq);
    this.#inputs.push(seq);
    this.#inputs.sort((a, b) => a - b);
  }

  started(event: SessionEvent): void {
    const to = integer(event.body.input_to_seq);
    if (to !== null) this.#pickUp(to);
    if (event.seq < this.#turnSeq) return;
    this.#turnSeq = event.seq;
    this.#turnId = turnIdOf(event);
    this.#running = Object.freeze({ bounded: to !== null });
  }

  completed(event: SessionEvent, reason: string): void {
    const to = integer(event.body.input_to_seq);
    if (to !== null) this.#pickUp(to);
    else if (!this.#running?.bounded) this.#takeOldest(event.seq);
    if (event.seq < this.#turnSeq) return;
    this.#turnSeq = event.seq;
    this.#turnId = turnIdOf(event);
    this.#running = null;
    this.#reason = reason;
    this.#endedWithout = this.#inputs.length === 0;
  }

  /** Nothing was heard of an unclear turn for a while: it took what was open, and ended. */
  lapse(): void {
    if (this.#ambiguous && this.#running === null) this.#pickUp(this.#inputs.at(-1) ?? 0);
  }

  finish(): {
    pickedUpFrom: number;
    state: Pick<SessionState, "turn" | "turnId" | "turnReason">;
    fold: Omit<Fold, "seqs">;
  } {
    const ambiguous = this.#ambiguous && this.#inputs.length > 0;
    return {
      pickedUpFrom: this.#pickedUpFrom,
      state: { turn: this.#turn(), turnId: this.#turnId, turnReason: this.#reason },
      fold: {
        inputs: Object.freeze(this.#inputs),
        pickedUpTo: this.#pickedUpTo,
        ambiguous,
        running: this.#running,
        turnSeq: this.#turnSeq,
      },
    };
  }

  #turn(): Turn {
    if (this.#running !== null || this.#inputs.length > 0) return "working";
    return this.#reason === "needs_input" ? "awaiting-input" : "idle";
  }

  #takeOldest(before: number): void {
    const oldest = this.#inputs[0];
    if (oldest === undefined || oldest > before) return;
    this.#ambiguous = this.#inputs.length > 1;
    this.#pickUp(oldest);
  }

  #pickUp(to: number): void {
    this.#pickedUpTo = Math.max(this.#pickedUpTo, to);
    this.#inputs = this.#inputs.filter((seq) => seq > to);
  }
}
