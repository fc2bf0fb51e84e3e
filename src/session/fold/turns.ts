import type { Fact, ReadEvent, TurnEndFact, TurnSignFact, TurnStartFact } from "../../wire/facts.js";
import { timeOf } from "./entries.js";
import type { Fold, OpenInput, SessionState, Turn } from "../state/state.js";

/** The part of the {@link Fold} that {@link TurnFold} makes. */
type TurnPart = Omit<Fold, "seam" | "seqs" | "inputs" | "works" | "begun" | "reply" | "held">;

/** Whether a turn may have ended without an event that says so. */
export function isUnclear({ ambiguous, ending, inputs, running }: Fold): boolean {
  if (running === null && inputs.length === 0) return false;
  return ending !== null || (ambiguous && running === null);
}

/**
 * Derives from the log what the agent is doing. A log may leave out the starts of turns, so the agent counts as
 * "working" while there is an input that no ended turn is known to have taken up. An input that names its turn is taken
 * up by that turn only. Which other inputs a turn has taken up is said by its start or its end; if neither says it,
 * each end takes up the oldest open input.
 */
export class TurnFold {
  /** The seqs of the inputs taken up in this batch. */
  readonly #taken: number[] = [];
  #inputs: OpenInput[];
  #fold: TurnPart;
  #turnId: string | null;
  #reason: string | null;
  /**
   * Whether a turn has ended while no input was open. An input with a lower seq that arrives later was the input of
   * that turn.
   */
  #endedWithout = false;
  #stopping: boolean;

  constructor({ fold, turnId, turnReason: reason, stopping }: SessionState) {
    this.#fold = { ...fold };
    this.#stopping = stopping;
    this.#inputs = [...fold.inputs];
    this.#turnId = turnId;
    this.#reason = reason;
    this.#endedWithout = fold.inputs.length === 0;
  }

  /** Whether a turn has taken up the input at `seq`. */
  hasTaken(seq: number): boolean {
    let index = this.#inputs.length - 1;
    while ((this.#inputs[index]?.seq ?? 0) > seq) index -= 1;
    return this.#inputs[index]?.seq !== seq;
  }

  /** Whether nothing is open: no turn is running, no input waits for one, and the agent waits for no answer. */
  get isSettled(): boolean {
    return this.#turn() === "idle";
  }

  /** Adds a fact about turns. */
  add(read: ReadEvent, fact: Fact): void {
    switch (fact.says) {
      case "input":
        return this.#input(read.event.seq, read.turnId);
      case "turn-start":
        return this.#started(read, fact);
      case "turn-end":
        return this.#isOther(read.turnId, fact)
          ? void this.#takeOwn(null, read.turnId)
          : this.#ended(read, fact);
      case "input-taken":
        return void this.#takeOwn(null, read.turnId);
      case "question-end":
        return this.#answered();
      case "turn-sign":
        if (read.event.seq > this.#fold.turnSeq) this.#told(fact);
    }
  }

  /** When a turn began; null if it is not the running one. */
  startOf(turnId: string | null): Date | null {
    return turnId === this.#turnId ? (this.#fold.running?.startedAt ?? null) : null;
  }

  /** How the turn of the event at `seq` ended; null while it is running. */
  endAfter(seq: number, turnId: string | null): Fold["ended"] {
    const { ended } = this.#fold;
    return ended && seq < ended.seq && (turnId === null || turnId === ended.turnId) ? ended : null;
  }

  /** Ends an unclear turn that has lapsed. All open inputs count as taken up by it. */
  lapse(): void {
    this.#take(() => true);
    this.#change({ running: null, ending: null, ambiguous: false });
  }

  finish(): {
    taken: readonly number[];
    state: Pick<SessionState, "turn" | "turnId" | "turnReason" | "stopping">;
    fold: TurnPart & Pick<Fold, "inputs">;
  } {
    const ambiguous = this.#fold.ambiguous && this.#inputs.length > 0;
    const turn = this.#turn();
    const stopping = this.#stopping && turn === "working";
    return {
      taken: this.#taken,
      state: { turn, turnId: this.#turnId, turnReason: this.#reason, stopping },
      fold: { ...this.#fold, ambiguous, inputs: Object.freeze(this.#inputs) },
    };
  }

  #change(change: Partial<Fold>): void {
    this.#fold = { ...this.#fold, ...change };
  }

  #turn(): Turn {
    if (this.#fold.asked) return "awaiting-input";
    if (this.#fold.running !== null || this.#inputs.length > 0) return "working";
    return this.#fold.ended?.outcome === "asked" ? "awaiting-input" : "idle";
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

  #started(read: ReadEvent, { takes }: TurnStartFact): void {
    const { event, turnId } = read;
    const bounded = this.#takeOwn(takes, turnId);
    if (event.seq < this.#fold.turnSeq) return;
    const startedAt = this.startOf(turnId) ?? timeOf(event);
    this.#turnId = turnId;
    const running = Object.freeze({ bounded, startedAt });
    this.#change({ turnSeq: event.seq, running, asked: false, ending: null });
  }

  #ended({ event, turnId }: ReadEvent, { outcome, reason, takes }: TurnEndFact): void {
    const { seq } = event;
    if (!this.#takeOwn(takes, turnId) && !this.#fold.running?.bounded) this.#takeOldest(seq, turnId);
    if (seq < this.#fold.turnSeq) return;
    this.#turnId = turnId;
    this.#reason = reason;
    this.#stopping = false;
    const asked = this.#fold.asked && (outcome === "done" || outcome === "asked");
    const ended = Object.freeze({ seq, turnId, outcome, at: timeOf(event) });
    this.#change({ turnSeq: seq, running: null, ended, asked, ending: null });
    this.#endedWithout = this.#inputs.length === 0;
  }

  /** Whether an end is that of a turn which never began, while another turn is running. */
  #isOther(turnId: string | null, { isExact }: TurnEndFact): boolean {
    return isExact && this.#fold.running !== null && turnId !== this.#turnId;
  }

  /** Notes that the agent does not wait for an answer any more. */
  #answered(): void {
    const { ended } = this.#fold;
    this.#change({ asked: false, ended: ended?.outcome === "asked" ? { ...ended, outcome: "done" } : ended });
  }

  /** Notes what the agent says about its turn while the turn is running. */
  #told({ asks, ending }: TurnSignFact): void {
    this.#change(asks === null ? { ending } : { ending, asked: asks });
  }

  /** Marks the inputs that a turn is known to have taken up. Returns whether the log says which those are. */
  #takeOwn(to: number | null, turnId: string | null): boolean {
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

/** Whether a turn may have taken up an input without having been named by it: one of the two names no turn. */
function mayBeOf(input: OpenInput, turnId: string | null): boolean {
  return input.turnId === null || turnId === null;
}
