import { integer } from "../../wire/v3/parse-event.js";
import type { SessionEvent } from "../../wire/events.js";
import { isInput } from "../../wire/v3/inputs.js";
import { isGoodEnd, isTurnEnd, turnReason } from "../../wire/v3/interpret.js";
import { turnIdOf } from "../../wire/v3/meaning.js";
import type { Fold, OpenInput, SessionState, Turn } from "./state.js";

/** Whether the log leaves open that a turn goes on which in truth has ended. */
export function isUnclear({ ambiguous, ending, inputs, running }: Fold): boolean {
  if (running === null && inputs.length === 0) return false;
  return ending !== null || (ambiguous && running === null);
}

/**
 * What the agent is doing, from the log alone. At level `user` no `turn.started` is delivered, so "working"
 * is an input that no turn that ended is known to have taken up. An input that names its turn is settled by
 * that turn alone; of the others, which ones a turn took shows only in `input_to_seq`, and where that is
 * missing each end takes the oldest open one.
 */
export class TurnFold {
  /** Inputs taken up in this batch. */
  readonly #taken: number[] = [];
  #inputs: OpenInput[];
  #fold: Omit<Fold, "seqs" | "inputs">;
  #turnId: string | null;
  #reason: string | null;
  /** A turn ended with no input open: an input that comes late, from before that end, was its own. */
  #endedWithout = false;

  constructor({ fold, turnId, turnReason: reason }: SessionState) {
    this.#fold = { ...fold };
    this.#inputs = [...fold.inputs];
    this.#turnId = turnId;
    this.#reason = reason;
    this.#endedWithout = fold.inputs.length === 0;
  }

  /** Whether a turn has taken the input at `seq` up. */
  hasTaken(seq: number): boolean {
    let index = this.#inputs.length - 1;
    while ((this.#inputs[index]?.seq ?? 0) > seq) index -= 1;
    return this.#inputs[index]?.seq !== seq;
  }

  /** Takes in what an event says of turns. */
  add(event: SessionEvent): void {
    if (isInput(event)) this.#input(event.seq, turnIdOf(event));
    else if (event.type === "turn.started") this.#started(event);
    else if (isTurnEnd(event)) this.#ended(event);
    else if (event.seq > this.#fold.turnSeq) this.#told(event);
  }

  /** Nothing was heard of an unclear turn for a while: it took what was open, and ended. */
  lapse(): void {
    this.#take(() => true);
    this.#change({ running: null, ending: null, ambiguous: false });
  }

  finish(): {
    taken: readonly number[];
    state: Pick<SessionState, "turn" | "turnId" | "turnReason">;
    fold: Omit<Fold, "seqs">;
  } {
    const ambiguous = this.#fold.ambiguous && this.#inputs.length > 0;
    return {
      taken: this.#taken,
      state: { turn: this.#turn(), turnId: this.#turnId, turnReason: this.#reason },
      fold: { ...this.#fold, ambiguous, inputs: Object.freeze(this.#inputs) },
    };
  }

  #change(change: Partial<Fold>): void {
    this.#fold = { ...this.#fold, ...change };
  }

  #turn(): Turn {
    if (this.#fold.asked) return "awaiting-input";
    if (this.#fold.running !== null || this.#inputs.length > 0) return "working";
    return this.#reason === "needs_input" ? "awaiting-input" : "idle";
  }

  #input(seq: number, turnId: string | null): void {
    const { pickedUpTo, turnSeq } = this.#fold;
    const isLate = seq < turnSeq;
    if (turnId === null ? seq <= pickedUpTo : isLate && turnId === this.#turnId) return;
    if (turnId === null && isLate && this.#endedWithout) {
      this.#change({ pickedUpTo: seq });
      return;
    }
    const isLast = (this.#inputs.at(-1)?.seq ?? 0) < seq;
    this.#inputs.push(Object.freeze({ seq, turnId }));
    if (!isLast) this.#inputs.sort((a, b) => a.seq - b.seq);
    if (!isLate) this.#change({ asked: false, ending: null });
  }

  #started(event: SessionEvent): void {
    const turnId = turnIdOf(event);
    const bounded = this.#takeOwn(event, turnId);
    if (event.seq < this.#fold.turnSeq) return;
    this.#turnId = turnId;
    const running = Object.freeze({ bounded });
    this.#change({ turnSeq: event.seq, running, asked: false, ending: null });
  }

  #ended(event: SessionEvent): void {
    const turnId = turnIdOf(event);
    if (!this.#takeOwn(event, turnId) && !this.#fold.running?.bounded) this.#takeOldest(event.seq, turnId);
    if (event.seq < this.#fold.turnSeq) return;
    const reason = turnReason(event);
    this.#turnId = turnId;
    this.#reason = reason;
    const asked = this.#fold.asked && isGoodEnd(reason);
    this.#change({ turnSeq: event.seq, running: null, asked, ending: null });
    this.#endedWithout = this.#inputs.length === 0;
  }

  /** What an agent says or does between the start and the end of its turn. */
  #told({ type, level, body }: SessionEvent): void {
    if (type === "agent.message" && level === "user") {
      const ending = body.code === "insufficient_credits" ? "failed" : "answered";
      this.#change({ asked: body.awaiting_input === true, ending });
    } else if (type.startsWith("error.")) {
      this.#change({ ending: body.retriable === true ? null : "failed" });
    } else if (/^(agent|tool|exec)\./.test(type)) {
      this.#change({ ending: null });
    }
  }

  /** Takes the inputs that a turn is known to have taken up; tells whether anything says which. */
  #takeOwn({ body }: SessionEvent, turnId: string | null): boolean {
    const to = integer(body.input_to_seq);
    const open = this.#inputs.length;
    this.#take((input) => input.turnId !== null && input.turnId === turnId);
    if (to === null) return this.#inputs.length < open;
    this.#change({ pickedUpTo: Math.max(this.#fold.pickedUpTo, to) });
    this.#take((input) => input.seq <= to && mayBeOf(input, turnId));
    return true;
  }

  #takeOldest(before: number, turnId: string | null): void {
    const open = this.#inputs.filter((input) => input.seq < before && mayBeOf(input, turnId));
    const [oldest] = open;
    if (!oldest) return;
    this.#change({
      ambiguous: open.length > 1,
      pickedUpTo: Math.max(this.#fold.pickedUpTo, oldest.turnId === null ? oldest.seq : 0),
    });
    this.#take((input) => input === oldest);
  }

  #take(isTaken: (input: OpenInput) => boolean): void {
    if (!this.#inputs.some(isTaken)) return;
    for (const input of this.#inputs) if (isTaken(input)) this.#taken.push(input.seq);
    this.#inputs = this.#inputs.filter((input) => !isTaken(input));
  }
}

/** Whether a turn may have taken up an input that does not name it: not one that names another. */
function mayBeOf(input: OpenInput, turnId: string | null): boolean {
  return input.turnId === null || turnId === null;
}
