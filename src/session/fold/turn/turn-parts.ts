import type { SessionEvent } from "../../../wire/events.js";
import type { Fact, MessageFact, ReadEvent } from "../../../wire/facts.js";
import type { ListEdit } from "../../state/list.js";
import type { Entry, Fold, QuestionEntry, SessionState } from "../../state/state.js";
import { QuestionFold } from "./question-fold.js";
import { ReplyFold } from "./reply-fold.js";
import { WorkFold, type WorkFrame } from "./work-fold.js";

/** What the fold knows about the turn of an event. */
export interface Surroundings {
  /** When the event's turn began and ended. */
  readonly frame: WorkFrame;
  /** The event, if the host draws entries of its type; else null. */
  readonly event: SessionEvent | null;
}

/**
 * Folds what happens within turns into a log: work with its steps, growing replies, questions and held messages. The
 * code is a file of its own, which `turn-file.ts` loads for the logs that need it.
 */
export class TurnParts {
  readonly #work: WorkFold;
  readonly #reply: ReplyFold;
  readonly #question: QuestionFold;

  constructor(log: ListEdit<Entry>, state: SessionState) {
    this.#work = new WorkFold(log, state.fold);
    this.#reply = new ReplyFold(log, state.fold);
    this.#question = new QuestionFold(log, state);
  }

  /** Whether nothing is open that a later event could end. */
  get isSettled(): boolean {
    return this.#question.open === null && this.#work.isSettled && this.#reply.isSettled;
  }

  /** Ends the batch, and returns its part of the state. */
  finish(): { question: QuestionEntry | null; fold: Pick<Fold, "works" | "begun" | "reply" | "held"> } {
    const fold = { ...this.#work.finish(), ...this.#reply.finish(), ...this.#question.finish() };
    return { question: this.#question.open, fold };
  }

  /** Adds a fact to an existing entry. If there is none, returns a new entry, which the caller inserts into the log. */
  draw(read: ReadEvent, fact: Fact, around: () => Surroundings): Entry | null {
    switch (fact.says) {
      case "step":
        return this.#work.add(read, fact, around().frame);
      case "step-progress":
        this.#work.progress(read, fact);
        return null;
      case "step-end":
        return this.#work.end(read, fact, around().frame);
      case "text":
        return this.#reply.grow(read, fact.text);
      case "text-end":
        return this.#reply.end(read, fact.text, around().event);
      case "question": {
        const { event } = around();
        return Object.freeze({ ...this.#question.ask(read, fact), ...(event && { event }) });
      }
      default:
        return null;
    }
  }

  /** Applies a fact to entries that exist. */
  settle(read: ReadEvent, fact: Fact): void {
    switch (fact.says) {
      case "turn-start":
        this.#work.startTurn(read);
        return this.#reply.startTurn(read.turnId);
      case "turn-end":
        this.#work.endTurn(read, fact);
        if (fact.outcome === "held") this.#question.overtake(read.turnId);
        return this.#reply.endTurn(read.turnId);
      case "question-end":
        return this.#question.end(fact);
      case "held-end":
        return this.#question.release(fact);
    }
  }

  /** Whether an input is shown already, as a held message. */
  hasShown(read: ReadEvent, entry: Entry): boolean {
    return this.#question.hasShown(read, entry);
  }

  /** Removes the narration that an answer repeats: the final answer of a turn may come twice, first as narration. */
  answered({ turnId }: ReadEvent, { text }: Pick<MessageFact, "text">): void {
    this.#work.dropNarration(turnId, text);
  }

  /** Ends the work of a turn that has lapsed. */
  lapse(hasFailed: boolean): void {
    this.#work.lapse(hasFailed);
  }
}
