import { SessionError } from "../../../wire/errors.js";
import type { HeldEndFact, QuestionEndFact, QuestionFact, ReadEvent } from "../../../wire/facts.js";
import { base } from "../entries.js";
import { isInputEntry } from "../../state/local-echo.js";
import type { ListEdit } from "../../state/list.js";
import type { Entry, Fold, MessageEntry, QuestionEntry, SessionState } from "../../state/state.js";
import { recentIndex } from "../recent.js";

/** What the agent asks, and the messages that its question holds back, in a log under change. */
export class QuestionFold {
  readonly #log: ListEdit<Entry>;
  #question: QuestionEntry | null;
  #held: readonly number[];

  constructor(log: ListEdit<Entry>, { question, fold }: SessionState) {
    this.#log = log;
    this.#question = question;
    this.#held = fold.held;
  }

  /** The question that is open. */
  get open(): QuestionEntry | null {
    return this.#question;
  }

  /** Ends the batch. */
  finish(): Pick<Fold, "held"> {
    return { held: this.#held };
  }

  /** The entry of a question, to be placed. */
  ask(read: ReadEvent, { questionId, text, options }: QuestionFact): QuestionEntry {
    this.#question = Object.freeze({
      ...{ kind: "question", ...base(read), questionId, text, options: Object.freeze(options) },
      ...{ state: "open", answer: "" },
    } as const);
    return this.#question;
  }

  /** A question was answered or closed, whichever came first. */
  end({ questionId, state, answer }: QuestionEndFact): void {
    const index = this.#questionIndex(questionId);
    const entry = index === null ? undefined : this.#log.at(index);
    if (index !== null && entry?.kind === "question" && entry.state === "open") {
      this.#log.set(index, Object.freeze({ ...entry, state, answer }));
    }
    if (this.#question?.questionId === questionId) this.#question = null;
  }

  /** Whether an input was shown before, as a message that was held back. One that is held back now is noted. */
  hasShown({ event, turnId }: ReadEvent, entry: Entry): boolean {
    if (!isInputEntry(entry)) return false;
    if (entry.heldId === undefined) return this.#wasHeld(turnId);
    if (this.#nameHeld(entry.heldId, entry.text)) return true;
    this.#held = Object.freeze([...this.#held, event.seq]);
    return false;
  }

  /** A turn never began, as a question holds its input back: the input waits for the name that it is held by. */
  overtake(turnId: string | null): void {
    const isInput = (entry: Entry) => isInputEntry(entry) && entry.turnId === turnId;
    const index = recentIndex(this.#log, isInput);
    if (index === null) return;
    const entry = this.#log.at(index) as MessageEntry;
    this.#log.set(index, Object.freeze({ ...entry, heldId: "" }));
    this.#held = Object.freeze([...this.#held, entry.seq as number].sort((a, b) => a - b));
  }

  /** Whether a message that is held back was the input of a turn that never began. */
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

  /** Messages are held back no more. */
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

  /** The input of the turn that a held message became may have come first: it is the same message. */
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
