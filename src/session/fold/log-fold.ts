import { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Fact, ReadEvent, StepFact } from "../../wire/facts.js";
import { bareEntry, entryOf, isShown, type ShownFact } from "./entries.js";
import { QuestionFold } from "./question-fold.js";
import { ReplyFold } from "./reply-fold.js";
import { claimFor, isInputEntry, type Claim } from "../state/local-echo.js";
import { at, firstIndex, ListEdit } from "../state/list.js";
import {
  isShownIn,
  type Entry,
  type MessageEntry,
  type Outgoing,
  type SessionState,
} from "../state/state.js";
import { TurnFold } from "./turns.js";
import { recentIndex, WorkFold, type WorkFrame } from "./work-fold.js";

/**
 * The events of a batch that are news: those the log does not have yet, in seq order, each once. A frame may
 * come twice or out of order within a connection, and again on the next one.
 */
export function freshEvents(state: SessionState, reads: readonly ReadEvent[]): readonly ReadEvent[] {
  const { fold, view } = state;
  if (ascendAfter(Math.max(state.lastSeq, view.afterSeq), reads)) return reads;

  const fresh = new Map<number, ReadEvent>();
  for (const read of reads) {
    const { seq } = read.event;
    if (seq <= view.afterSeq || fresh.has(seq)) continue;
    const index = firstIndex(fold.seqs, (other) => other >= seq);
    if (at(fold.seqs, index) === seq) continue;
    fresh.set(seq, read);
  }
  return [...fresh.values()].sort((a, b) => a.event.seq - b.event.seq);
}

function ascendAfter(seq: number, reads: readonly ReadEvent[]): boolean {
  let last = seq;
  for (const { event } of reads) {
    if (event.seq <= last) return false;
    last = event.seq;
  }
  return true;
}

/** Whether a fact makes, or changes, an entry that other events share. */
function isOfSeveral({ says }: Fact): boolean {
  return says === "text" || says === "text-end" || says === "question";
}

/** Whether an unread count should rise for an entry. */
function callsAttention(entry: Entry, previous: Entry | undefined): boolean {
  if (entry.kind === "message") return entry.from === "agent";
  if (entry.kind === "question") return entry.state === "open";
  if (entry.kind !== "notice" || entry.code !== "needs_input") return false;
  // The agent's question was counted already; the notice that the agent waits for an answer is not counted
  // again.
  return !(previous?.kind === "message" && previous.turnId === entry.turnId);
}

/** How many entries after `seenSeq` call for attention. Costs what is unread. */
export function countUnread(log: SessionState["log"], seenSeq: number): number {
  let count = 0;
  for (let i = log.length - 1; i >= 0; i -= 1) {
    const entry = at(log, i) as Entry;
    if ((entry.seq ?? 0) <= seenSeq) break;
    if (callsAttention(entry, at(log, i - 1))) count += 1;
  }
  return count;
}

/** A message of ours that an event of the log has settled. */
interface Settled {
  readonly item: Outgoing;
  readonly id: string;
  readonly seq: number;
}

/** A log being extended by one batch; `finish` gives the changed part of the state. */
export class LogFold {
  readonly #state: SessionState;
  readonly #log: ListEdit<Entry>;
  readonly #seqs: ListEdit<number>;
  readonly #turns: TurnFold;
  #outbox: readonly Outgoing[];
  #lastSeq: number;
  #unread: number;
  readonly #work: WorkFold;
  readonly #reply: ReplyFold;
  readonly #question: QuestionFold;

  /** The messages that left the outbox, in the order of their remote echoes. */
  readonly settled: Settled[] = [];
  /** Why nothing more can be said in the session. */
  end: SessionError | null = null;

  constructor(state: SessionState) {
    this.#state = state;
    this.#log = new ListEdit(state.log);
    this.#seqs = new ListEdit(state.fold.seqs);
    this.#turns = new TurnFold(state);
    this.#outbox = state.outbox;
    this.#lastSeq = state.lastSeq;
    this.#unread = state.unread;
    this.#work = new WorkFold(this.#log, state.fold);
    this.#reply = new ReplyFold(this.#log, state.fold);
    this.#question = new QuestionFold(this.#log, state);
  }

  /** Takes in one event the log does not have. */
  add(read: ReadEvent): void {
    const { seq, type } = read.event;
    const late = seq < this.#lastSeq;
    const place = late ? this.#seqs.firstIndex((other) => other > seq) : this.#seqs.length;
    this.#seqs.insert(place, seq);
    this.#lastSeq = Math.max(this.#lastSeq, seq);

    for (const fact of read.facts) this.#turns.add(read, fact);
    const { view } = this.#state;
    const isShown = isShownIn(view, read.event);
    if (isShown && view.retain(type) && !read.facts.some(isOfSeveral)) this.#drawRetained(read);
    else for (const fact of read.facts) this.#draw(read, fact, isShown);
    for (const fact of read.facts) this.#settle(read, fact);
  }

  /** As {@link TurnFold.lapse}. */
  lapse(): void {
    this.#turns.lapse();
    this.#work.lapse(this.#state.fold.ending === "failed");
  }

  finish(): Partial<SessionState> {
    const { taken, state: turn, fold } = this.#turns.finish();
    taken.forEach((seq) => this.#markPickedUp(seq));
    const { open: question } = this.#question;
    const folds = { ...this.#work.finish(), ...this.#reply.finish(), ...this.#question.finish() };
    return {
      ...turn,
      turn: turn.turn === "idle" && question ? "awaiting-input" : turn.turn,
      question,
      log: this.#log.freeze(),
      lastSeq: this.#lastSeq,
      unread: this.#unread,
      outbox: this.#outbox,
      fold: Object.freeze({ ...fold, ...folds, seqs: this.#seqs.freeze() }),
    };
  }

  /** Draws an event that a renderer of the host's may draw otherwise, always as an entry of its own. */
  #drawRetained(read: ReadEvent): void {
    const { event } = read;
    const shown = read.facts.find(isShown);
    const entry = shown ? entryOf(read, shown, this.#state.view.viewer) : bareEntry(read);
    if (this.#question.hasShown(read, entry)) return;
    this.#place(this.#claimed(read, Object.freeze({ ...entry, event })));
  }

  /** Of what is read for the sake of work alone, nothing else is drawn. */
  #draw(read: ReadEvent, fact: Fact, isShown: boolean): void {
    switch (fact.says) {
      case "message":
      case "card":
      case "notice":
        return isShown ? this.#drawEntry(read, fact) : undefined;
      case "step":
        return this.#drawStep(read, fact);
      case "step-progress":
        return this.#work.progress(read, fact);
      case "step-end":
        return this.#placeIfAny(this.#work.end(read, fact, this.#frameOf(read)));
      case "text":
        return this.#placeIfAny(this.#reply.grow(read, fact.text));
      case "text-end":
        return this.#placeIfAny(this.#reply.end(read, fact.text, this.#retained(read)));
      case "question": {
        const event = this.#retained(read);
        return this.#place(Object.freeze({ ...this.#question.ask(read, fact), ...(event && { event }) }));
      }
    }
  }

  #drawEntry(read: ReadEvent, fact: ShownFact): void {
    const entry = entryOf(read, fact, this.#state.view.viewer);
    if (entry.kind === "notice" && entry.tone === "error" && this.#reported(entry.turnId, entry.text)) return;
    if (this.#question.hasShown(read, entry)) return;
    if (entry.kind === "message" && entry.from === "agent") {
      if (fact.says === "message" && fact.mayRepeat && this.#answered(entry.turnId, entry.text)) return;
      // The final answer may come twice in a turn, as narration and then to the user: the narration goes.
      this.#work.dropNarration(read.turnId, entry.text);
    }
    this.#place(this.#claimed(read, entry));
  }

  #drawStep(read: ReadEvent, fact: StepFact): void {
    if (fact.mayRepeat && this.#answered(read.turnId, fact.detail)) return;
    this.#placeIfAny(this.#work.add(read, fact, this.#frameOf(read)));
  }

  /** What an event says of things that were shown before. */
  #settle(read: ReadEvent, fact: Fact): void {
    switch (fact.says) {
      case "turn-start":
        this.#work.startTurn(read);
        return this.#reply.startTurn(read.turnId);
      case "turn-end":
        this.#work.endTurn(read, fact);
        return this.#reply.endTurn(read.turnId);
      case "question-end":
        return this.#question.end(fact);
      case "held-end":
        return this.#question.release(fact);
      case "session-end":
        this.end = new SessionError("closed", fact.hasFailed ? "The session failed." : "The session ended.");
    }
  }

  #retained({ event }: ReadEvent): SessionEvent | null {
    return this.#state.view.retain(event.type) ? event : null;
  }

  #frameOf({ event, turnId }: ReadEvent): WorkFrame {
    return { startedAt: this.#turns.startOf(turnId), ended: this.#turns.endAfter(event.seq, turnId) };
  }

  #placeIfAny(entry: Entry | null): void {
    if (entry) this.#place(entry);
  }

  /** Gives the echo of one of our own messages that message's key, so that it is drawn once, in place. */
  #claimed({ event }: ReadEvent, entry: Entry): Entry {
    if (!isInputEntry(entry)) return entry;
    const { turnId, heldId = null, text } = entry;
    const isFirst = this.#outbox.length > 0 && this.#isFirstInput(event.seq);
    const claim = claimFor(this.#outbox, { ...event, turnId, heldId, text }, isFirst);
    if (claim) this.#take(claim, event.id, event.seq);
    const mine = entry.mine || claim?.isCertain === true;
    const isTaken = heldId === null && this.#turns.hasTaken(event.seq);
    const delivery = mine ? (isTaken ? "picked-up" : "sent") : null;
    if (!claim && delivery === entry.delivery) return entry;
    return Object.freeze({ ...entry, key: claim?.key ?? entry.key, mine, delivery });
  }

  #take({ key, outbox }: Claim, id: string, seq: number): void {
    const item = this.#outbox.find((other) => other.key === key);
    if (item && !outbox.some((other) => other.key === key)) this.settled.push({ item, id, seq });
    this.#outbox = outbox;
  }

  #isFirstInput(seq: number): boolean {
    for (let i = 0; i < this.#log.length; i += 1) {
      const entry = this.#log.at(i) as Entry;
      if ((entry.seq as number) > seq) break;
      if (isInputEntry(entry)) return false;
    }
    return true;
  }

  #place(entry: Entry): void {
    const seq = entry.seq as number;
    const last = this.#log.at(this.#log.length - 1);
    if (last === undefined || (last.seq as number) < seq) {
      if (seq > this.#state.seenSeq && callsAttention(entry, last)) this.#unread += 1;
      this.#log.push(entry);
      return;
    }
    const index = this.#log.firstIndex((other) => (other.seq as number) > seq);
    if (seq > this.#state.seenSeq && callsAttention(entry, this.#log.at(index - 1))) this.#unread += 1;
    this.#log.insert(index, entry);
  }

  #answered(turnId: string | null, text: string): boolean {
    if (turnId === null) return false;
    const same = (entry: Entry) =>
      entry.kind === "message" && entry.from === "agent" && entry.turnId === turnId && entry.text === text;
    return recentIndex(this.#log, same) !== null;
  }

  /** A turn that failed repeats the words of the error event before it, or has none to add. */
  #reported(turnId: string | null, text: string): boolean {
    if (turnId === null) return false;
    const same = (entry: Entry) =>
      entry.kind === "notice" &&
      entry.tone === "error" &&
      entry.turnId === turnId &&
      (text === "" || entry.text === text);
    return recentIndex(this.#log, same) !== null;
  }

  #markPickedUp(seq: number): void {
    const index = this.#log.firstIndex((entry) => (entry.seq as number) >= seq);
    const entry = this.#log.at(index);
    if (entry?.seq !== seq || entry.kind !== "message" || entry.delivery !== "sent") return;
    this.#log.set(index, Object.freeze<MessageEntry>({ ...entry, delivery: "picked-up" }));
  }
}
