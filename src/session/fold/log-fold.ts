import { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Fact, ReadEvent } from "../../wire/facts.js";
import { delivered, gone } from "./next-state.js";
import { bareEntry, entryOf, isShown, type ShownFact } from "./entries.js";
import { recentIndex } from "./recent.js";
import type { TurnModule } from "./turn-file.js";
import type { Effect } from "../state/change.js";
import { claimFor, isInputEntry, type Claim } from "../state/local-echo.js";
import { atSeq, ListEdit, type List } from "../state/list.js";
import { isShownIn } from "../state/session-view.js";
import {
  isHistoryComplete,
  type Entry,
  type MessageEntry,
  type NoticeEntry,
  type Outgoing,
  type SessionState,
} from "../state/state.js";
import { TurnFold } from "./turns.js";
import { callsAttention } from "./unread.js";
import type { Surroundings, TurnParts } from "./turn/turn-parts.js";

/** Whether several events contribute to the entry of a fact. */
function isOfSeveral({ says }: Fact): boolean {
  return says === "text" || says === "text-end" || says === "question";
}

/** A message that has left the outbox, and the event that is its remote echo. */
interface Settled {
  readonly item: Outgoing;
  readonly id: string;
  readonly seq: number;
}

/** The effects of the messages that a batch has settled. */
export function settledBy({ settled }: LogFold): Effect[] {
  return settled.flatMap(({ item, id, seq }) => [...delivered(item, id, seq), gone(item)]);
}

/** Extends a log by one batch of events. `finish` gives the parts of the state that have changed. */
export class LogFold {
  readonly #state: SessionState;
  /** The log from before an earlier page was read. It has the keys of entries that are folded again. */
  readonly #known: List<Entry> | null;
  readonly #log: ListEdit<Entry>;
  readonly #seqs: ListEdit<number>;
  readonly #turns: TurnFold;
  #outbox: readonly Outgoing[];
  #lastSeq: number;
  #unread: number;
  /** Folds what happens within turns; null where the log does not tell of it. */
  readonly #parts: TurnParts | null;

  /** The messages that have left the outbox, in the order of their remote echoes. */
  readonly settled: Settled[] = [];
  /** Why the session takes no more messages; null while it takes them. */
  end: SessionError | null = null;

  constructor(state: SessionState, turn: TurnModule | null, known: List<Entry> | null = null) {
    this.#state = state;
    this.#known = known;
    this.#log = new ListEdit(state.log);
    this.#seqs = new ListEdit(state.fold.seqs);
    this.#turns = new TurnFold(state);
    this.#outbox = state.outbox;
    this.#lastSeq = state.lastSeq;
    this.#unread = state.unread;
    this.#parts = turn && new turn.TurnParts(this.#log, state);
  }

  /** Adds one event that the log does not have. */
  add(read: ReadEvent): void {
    const { seq, type } = read.event;
    const late = seq < this.#lastSeq;
    const place = late ? this.#seqs.firstIndex((other) => other > seq) : this.#seqs.length;
    this.#seqs.insert(place, seq);
    this.#lastSeq = Math.max(this.#lastSeq, seq);

    for (const fact of read.facts) this.#turns.add(read, fact);
    const { view } = this.#state;
    const isRead = isShownIn(view, read.event);
    if (isRead && view.retain(type) && !read.facts.some(isOfSeveral)) this.#drawRetained(read);
    else for (const fact of read.facts) this.#draw(read, fact, isRead);
    for (const fact of read.facts) this.#settle(read, fact);
  }

  /** As {@link TurnFold.lapse}. */
  lapse(): void {
    this.#turns.lapse();
    this.#parts?.lapse(this.#state.fold.ending === "failed");
  }

  /** Whether nothing is open that a later event could end. */
  get isSettled(): boolean {
    return this.#turns.isSettled && (this.#parts?.isSettled ?? true);
  }

  finish() {
    const { taken, state: turn, fold } = this.#turns.finish();
    taken.forEach((seq) => this.#markPickedUp(seq));
    const parts = this.#parts?.finish();
    const question = parts ? parts.question : this.#state.question;
    return {
      ...turn,
      turn: turn.turn === "idle" && question ? "awaiting-input" : turn.turn,
      question,
      log: this.#log.freeze(),
      lastSeq: this.#lastSeq,
      unread: this.#unread,
      outbox: this.#outbox,
      fold: Object.freeze({ ...this.#state.fold, ...fold, ...parts?.fold, seqs: this.#seqs.freeze() }),
    };
  }

  /** Makes an entry of an event that the host may draw. Such an event always gets an entry of its own. */
  #drawRetained(read: ReadEvent): void {
    const { event } = read;
    const shown = read.facts.find(isShown);
    const entry = shown ? entryOf(read, shown, this.#state.view.viewer) : bareEntry(read);
    if (this.#parts?.hasShown(read, entry)) return;
    this.#place(this.#claimed(read, Object.freeze({ ...entry, event })));
  }

  /** Makes the entry of a fact. From an event that is read only for its work, no other entry is made. */
  #draw(read: ReadEvent, fact: Fact, isRead: boolean): void {
    if (isShown(fact)) return isRead ? this.#drawEntry(read, fact) : undefined;
    if (fact.says === "step" && fact.mayRepeat && this.#answered(read.turnId, fact.detail)) return;
    const entry = this.#parts?.draw(read, fact, () => this.#around(read));
    if (entry) this.#place(entry);
  }

  #drawEntry(read: ReadEvent, fact: ShownFact): void {
    const entry = entryOf(read, fact, this.#state.view.viewer);
    if (entry.kind === "notice" && entry.tone === "error" && this.#reported(entry.turnId, entry.text)) return;
    if (entry.kind === "notice" && entry.code === "needs_input" && this.#asked(entry)) return;
    if (this.#parts?.hasShown(read, entry)) return;
    if (entry.kind === "message" && entry.from === "agent") {
      if (fact.says === "message" && fact.mayRepeat && this.#answered(entry.turnId, entry.text)) return;
      this.#parts?.answered(read, entry);
    }
    this.#place(this.#claimed(read, entry));
  }

  /** Applies a fact to entries that exist. */
  #settle(read: ReadEvent, fact: Fact): void {
    this.#parts?.settle(read, fact);
    if (fact.says === "session-end")
      this.end = new SessionError("closed", fact.hasFailed ? "The session failed." : "The session ended.");
  }

  #around({ event, turnId }: ReadEvent): Surroundings {
    return {
      frame: { startedAt: this.#turns.startOf(turnId), ended: this.#turns.endAfter(event.seq, turnId) },
      event: this.#state.view.retain(event.type) ? event : null,
    };
  }

  /** Gives a remote echo the key of its message, so that a keyed list keeps the element of the message. */
  #claimed({ event }: ReadEvent, entry: Entry): Entry {
    if (!isInputEntry(entry)) return entry;
    const { turnId, heldId = null, text } = entry;
    const isFirst = this.#outbox.length > 0 && this.#isFirstInput(event.seq);
    const known = this.#knownAs(event);
    const claim = known
      ? null
      : claimFor(this.#outbox, { ...event, turnId, heldId, text }, isFirst, this.#state);
    if (claim) this.#take(claim, event.id, event.seq);
    const mine = entry.mine || claim?.isCertain === true || known?.mine === true;
    const isTaken = heldId === null && this.#turns.hasTaken(event.seq);
    const delivery = mine ? (isTaken ? "picked-up" : "sent") : null;
    const { key } = claim ?? known ?? entry;
    if (key === entry.key && delivery === entry.delivery) return entry;
    return Object.freeze({ ...entry, key, mine, delivery });
  }

  /** The entry that was made from an event before, if it was the remote echo of a message. */
  #knownAs({ id, seq }: SessionEvent): MessageEntry | null {
    const known = this.#known && atSeq(this.#known, seq);
    return known?.kind === "message" && known.key !== id ? known : null;
  }

  #take({ key, outbox }: Claim, id: string, seq: number): void {
    const item = this.#outbox.find((other) => other.key === key);
    if (item && !outbox.some((other) => other.key === key)) this.settled.push({ item, id, seq });
    this.#outbox = outbox;
  }

  #isFirstInput(seq: number): boolean {
    if (!isHistoryComplete(this.#state)) return false;
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

  /**
   * Whether an error notice of this turn with the same text is shown already. An empty text adds nothing to any notice.
   */
  #reported(turnId: string | null, text: string): boolean {
    if (turnId === null) return false;
    const same = (entry: Entry) =>
      entry.kind === "notice" &&
      entry.tone === "error" &&
      entry.turnId === turnId &&
      (text === "" || entry.text === text);
    return recentIndex(this.#log, same) !== null;
  }

  /** Whether the turn's last message is the question that a notice tells of. If so, marks the message as a question. */
  #asked({ turnId, text }: NoticeEntry): boolean {
    if (turnId === null || text !== "") return false;
    const index = recentIndex(
      this.#log,
      (entry) => entry.kind === "message" && entry.from === "agent" && entry.turnId === turnId,
    );
    if (index === null) return false;
    const entry = this.#log.at(index) as MessageEntry;
    this.#log.set(index, Object.freeze({ ...entry, asks: true as const }));
    return true;
  }

  #markPickedUp(seq: number): void {
    const index = this.#log.firstIndex((entry) => (entry.seq as number) >= seq);
    const entry = this.#log.at(index);
    if (entry?.seq !== seq || entry.kind !== "message" || entry.delivery !== "sent") return;
    if (entry.heldId !== undefined) return;
    this.#log.set(index, Object.freeze<MessageEntry>({ ...entry, delivery: "picked-up" }));
  }
}
