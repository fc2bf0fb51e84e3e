import type { SessionEvent } from "../../../wire/events.js";
import type { Fact, MessageFact, ReadEvent } from "../../../wire/facts.js";
import type { ListEdit } from "../../state/list.js";
import type { Entry, Fold, QuestionEntry, SessionState } from "../../state/state.js";
import { QuestionFold } from "./question-fold.js";
import { ReplyFold } from "./reply-fold.js";
import { WorkFold, type WorkFrame } from "./work-fold.js";

/** What the log around an event says of it. */
export interface Surroundings {
  /** When the event's turn began and ended. */
  readonly frame: WorkFrame;
  /** The event, where a renderer of the host's draws it. */
  readonly event: SessionEvent | null;
}

/**
 * What goes on within turns, in a log under change: work with its steps, an answer as it grows, questions and the
 * messages that they hold back. A file of its own: only logs that tell of it take it, see `turn-file.ts`.
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

  /** Ends the batch. */
  finish(): { question: QuestionEntry | null; fold: Pick<Fold, "works" | "begun" | "reply" | "held"> } {
    const fold = { ...this.#work.finish(), ...this.#reply.finish(), ...this.#question.finish() };
    return { question: this.#question.open, fold };
  }

  /** What a fact adds to what was shown before; returns an entry to be placed where it is the first of its kind. */
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

  /** What an event says of things that were shown before. */
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

  /** Whether an input was shown before, as a message that was held back. */
  hasShown(read: ReadEvent, entry: Entry): boolean {
    return this.#question.hasShown(read, entry);
  }

  /** The final answer may come twice in a turn, as narration and then to the user: the narration goes. */
  answered({ turnId }: ReadEvent, { text }: Pick<MessageFact, "text">): void {
    this.#work.dropNarration(turnId, text);
  }

  /** Nothing was heard of the turn for so long that it has ended. */
  lapse(hasFailed: boolean): void {
    this.#work.lapse(hasFailed);
  }
}
