import { SessionError } from "../../../wire/errors.js";
import type { HeldEndFact, QuestionEndFact, QuestionFact, ReadEvent } from "../../../wire/facts.js";
import { base } from "../entries.js";
import { isInputEntry } from "../../state/local-echo.js";
import type { ListEdit } from "../../state/list.js";
import type { Entry, Fold, MessageEntry, QuestionEntry, SessionState } from "../../state/state.js";
import { recentIndex } from "../recent.js";

/** Folds the agent's questions, and the messages that a question holds back, into a log. */
export class QuestionFold {
  readonly #log: ListEdit<Entry>;
  #question: QuestionEntry | null;
  #held: readonly number[];

  constructor(log: ListEdit<Entry>, { question, fold }: SessionState) {
    this.#log = log;
    this.#question = question;
    this.#held = fold.held;
  }

  /** The open question; null when there is none. */
  get open(): QuestionEntry | null {
    return this.#question;
  }

  /** Ends the batch, and returns its part of the fold. */
  finish(): Pick<Fold, "held"> {
    return { held: this.#held };
  }

  /** The entry of a question, which the caller places in the log. */
  ask(read: ReadEvent, { questionId, text, options }: QuestionFact): QuestionEntry {
    this.#question = Object.freeze({
      kind: "question",
      ...base(read),
      questionId,
      text,
      options: Object.freeze(options),
      state: "open",
      answer: "",
    } as const);
    return this.#question;
  }

  /** Ends a question that was answered or closed. Only the first of these events counts. */
  end({ questionId, state, answer }: QuestionEndFact): void {
    const index = this.#questionIndex(questionId);
    const entry = index === null ? undefined : this.#log.at(index);
    if (index !== null && entry?.kind === "question" && entry.state === "open") {
      this.#log.set(index, Object.freeze({ ...entry, state, answer }));
    }
    if (this.#question?.questionId === questionId) this.#question = null;
  }

  /**
   * Whether an input is shown already, as a held message. An input that is held now, and is not shown yet, is
   * remembered.
   */
  hasShown({ event, turnId }: ReadEvent, entry: Entry): boolean {
    if (!isInputEntry(entry)) return false;
    if (entry.heldId === undefined) return this.#wasHeld(turnId);
    if (this.#nameHeld(entry.heldId, entry.text)) return true;
    this.#held = Object.freeze([...this.#held, event.seq]);
    return false;
  }

  /** Marks the input of a turn that never began as held by a question. Its `heldId` is "" until an event names it. */
  overtake(turnId: string | null): void {
    const isInput = (entry: Entry) => isInputEntry(entry) && entry.turnId === turnId;
    const index = recentIndex(this.#log, isInput);
    if (index === null) return;
    const entry = this.#log.at(index) as MessageEntry;
    this.#log.set(index, Object.freeze({ ...entry, heldId: "" }));
    this.#held = Object.freeze([...this.#held, entry.seq as number].sort((a, b) => a - b));
  }

  /** Sets the `heldId` of the held input with this text that has none yet. Returns whether there was such an input. */
  #nameHeld(heldId: string, text: string): boolean {
    for (const seq of this.#held) {
      const index = this.#log.firstIndex((entry) => (entry.seq as number) >= seq);
      const entry = this.#log.at(index) as MessageEntry;
      if (entry.heldId !== "" || entry.text !== text) continue;
      this.#log.set(index, Object.freeze({ ...entry, heldId }));
      return true;
    }
    return false;
  }

  #wasHeld(turnId: string | null): boolean {
    if (turnId === null) return false;
    const isSame = (entry: Entry) =>
      entry.kind === "message" && entry.heldId !== undefined && entry.turnId === turnId;
    return recentIndex(this.#log, isSame) !== null;
  }

  /** Releases messages that were held back. */
  release({ heldId, isDelivered, turnId }: HeldEndFact): void {
    const left: number[] = [];
    for (const seq of this.#held) {
      const index = this.#log.firstIndex((entry) => (entry.seq as number) >= seq);
      const entry = this.#log.at(index);
      if (entry?.kind !== "message" || entry.seq !== seq) continue;
      if (heldId !== null && entry.heldId !== heldId) left.push(seq);
      else this.#log.set(index, Object.freeze(released(entry, isDelivered, turnId)));
    }
    this.#held = Object.freeze(left);
    if (turnId !== null) this.#dropRepeated(turnId);
  }

  /**
   * Removes the entry of a message that is in the log twice: as the held message, and before it as the input of its
   * turn.
   */
  #dropRepeated(turnId: string): void {
    if (!this.#wasHeld(turnId)) return;
    const isRepeated = (entry: Entry) =>
      entry.kind === "message" &&
      entry.from === "user" &&
      entry.turnId === turnId &&
      entry.heldId === undefined;
    const index = recentIndex(this.#log, isRepeated);
    if (index !== null) this.#log.remove(index);
  }

  #questionIndex(questionId: string): number | null {
    const open = this.#question;
    if (open?.questionId === questionId) {
      return this.#log.firstIndex((entry) => (entry.seq as number) >= (open.seq ?? 0));
    }
    return recentIndex(this.#log, (entry) => entry.kind === "question" && entry.questionId === questionId);
  }
}

function released(entry: MessageEntry, isDelivered: boolean, turnId: string | null): MessageEntry {
  const { delivery, mine } = entry;
  if (isDelivered) {
    return { ...entry, turnId: turnId ?? entry.turnId, delivery: mine ? "picked-up" : delivery };
  }
  const error = new SessionError("question-stale", "The question that held the message back was closed.");
  return mine ? { ...entry, delivery: "failed", error } : entry;
}
