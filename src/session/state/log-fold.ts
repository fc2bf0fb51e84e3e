import type { SessionEvent } from "../../wire/events.js";
import { isInput } from "../../wire/v3/inputs.js";
import { bareEntry, meaningOf } from "../../wire/v3/interpret.js";
import { claimFor, isInputEntry, type Claim } from "./local-echo.js";
import { at, firstIndex, ListEdit } from "./list.js";
import { base, turnIdOf } from "../../wire/v3/meaning.js";
import type { Entry, MessageEntry, Outgoing, SessionState, WorkEntry, WorkStep } from "./state.js";
import { TurnFold } from "./turns.js";

/** How far back the answer that a narration repeats is looked for, in entries. */
const NEARBY_ENTRIES = 32;
/** How far back in a turn's work a result's call, or the narration of an answer, is looked for, in steps. */
const NEARBY_STEPS = 64;

/**
 * The events of a batch that are news: those the log does not have yet, in seq order, each once. A frame may
 * come twice or out of order within a connection, and again on the next one.
 */
export function freshEvents(state: SessionState, events: readonly SessionEvent[]): readonly SessionEvent[] {
  const { fold, view } = state;
  if (ascendAfter(Math.max(state.lastSeq, view.afterSeq), events)) return events;

  const fresh = new Map<number, SessionEvent>();
  for (const event of events) {
    if (event.seq <= view.afterSeq || fresh.has(event.seq)) continue;
    const index = firstIndex(fold.seqs, (seq) => seq >= event.seq);
    if (at(fold.seqs, index) === event.seq) continue;
    fresh.set(event.seq, event);
  }
  return [...fresh.values()].sort((a, b) => a.seq - b.seq);
}

function ascendAfter(seq: number, events: readonly SessionEvent[]): boolean {
  let last = seq;
  for (const event of events) {
    if (event.seq <= last) return false;
    last = event.seq;
  }
  return true;
}

/** Whether an unread count should rise for an entry. */
function callsAttention(entry: Entry, previous: Entry | undefined): boolean {
  if (entry.kind === "message") return entry.from === "agent";
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
  /** Whether there may be work nearby: at level `user` there is none, and nothing to look for. */
  #hasWork: boolean;
  /** Lists of steps that this batch has made and may still write to: copied once, however many steps come. */
  readonly #openSteps = new Set<readonly WorkStep[]>();

  /** The messages that left the outbox, in the order of their remote echoes. */
  readonly settled: Settled[] = [];

  constructor(state: SessionState) {
    this.#state = state;
    this.#log = new ListEdit(state.log);
    this.#seqs = new ListEdit(state.fold.seqs);
    this.#turns = new TurnFold(state);
    this.#outbox = state.outbox;
    this.#lastSeq = state.lastSeq;
    this.#unread = state.unread;
    this.#hasWork = this.#recent(({ kind }) => kind === "work") !== null;
  }

  /** Takes in one event the log does not have. */
  add(event: SessionEvent): void {
    const late = event.seq < this.#lastSeq;
    const place = late ? this.#seqs.firstIndex((seq) => seq > event.seq) : this.#seqs.length;
    this.#seqs.insert(place, event.seq);
    this.#lastSeq = Math.max(this.#lastSeq, event.seq);

    this.#turns.add(event);
    this.#draw(event);
  }

  /** As {@link TurnFold.lapse}. */
  lapse(): void {
    this.#turns.lapse();
  }

  finish(): Partial<SessionState> {
    const { taken, state: turn, fold } = this.#turns.finish();
    taken.forEach((seq) => this.#markPickedUp(seq));
    this.#openSteps.forEach(Object.freeze);
    return {
      ...turn,
      log: this.#log.freeze(),
      lastSeq: this.#lastSeq,
      unread: this.#unread,
      outbox: this.#outbox,
      fold: Object.freeze({ ...fold, seqs: this.#seqs.freeze() }),
    };
  }

  #draw(event: SessionEvent): void {
    const { viewer, retain } = this.#state.view;
    const meaning = meaningOf(event, viewer);
    if (retain(event.type)) {
      const entry = meaning?.kind === "entry" ? meaning.entry : bareEntry(event);
      this.#place(this.#claimed(event, Object.freeze({ ...entry, event })));
    } else if (meaning?.kind === "result") {
      if (!this.#endStep(event, meaning.step)) this.#addStep(event, meaning.step);
    } else if (meaning?.kind === "step") {
      this.#addStep(event, meaning.step);
    } else if (meaning) {
      if (this.#repeats(event, meaning.entry)) return;
      this.#place(this.#claimed(event, meaning.entry));
    }
  }

  /** Gives the echo of one of our own messages that message's key, so that it is drawn once, in place. */
  #claimed(event: SessionEvent, entry: Entry): Entry {
    if (!isInput(event) || entry.kind !== "message") return entry;
    const isFirst = this.#outbox.length > 0 && this.#isFirstInput(event.seq);
    const claim = claimFor(this.#outbox, event, entry.text, isFirst);
    if (claim) this.#take(claim, event);
    const mine = entry.mine || claim?.isCertain === true;
    const delivery = mine ? (this.#turns.hasTaken(event.seq) ? "picked-up" : "sent") : null;
    if (!claim && delivery === entry.delivery) return entry;
    return Object.freeze({ ...entry, key: claim?.key ?? entry.key, mine, delivery });
  }

  #take({ key, outbox }: Claim, { id, seq }: SessionEvent): void {
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

  #addStep(event: SessionEvent, step: WorkStep): void {
    if (event.type === "agent.message" && this.#answered(turnIdOf(event), step.detail)) return;
    const index = this.#workIndex(turnIdOf(event));
    if (index === null) {
      const steps = [step];
      this.#openSteps.add(steps);
      this.#hasWork = true;
      this.#place(Object.freeze({ kind: "work", ...base(event), steps }));
      return;
    }
    this.#stepsAt(index).push(step);
  }

  /**
   * Ends the call that a tool's result belongs to. Nothing names it: of the open ones of that tool, results
   * come in the order of their calls.
   */
  #endStep(event: SessionEvent, { label, ok, output }: WorkStep): boolean {
    const work = this.#workIndex(turnIdOf(event));
    if (work === null || label === "") return false;
    const steps = this.#stepsAt(work);
    const from = Math.max(0, steps.length - NEARBY_STEPS);
    const index = steps.findIndex((step, i) => i >= from && step.label === label && step.ok === null);
    const call = steps[index];
    if (!call) return false;
    steps[index] = Object.freeze({ ...call, ok, output });
    return true;
  }

  /** The steps of the work at an index of the log, to be changed. */
  #stepsAt(index: number): WorkStep[] {
    const work = this.#log.at(index) as WorkEntry;
    if (this.#openSteps.has(work.steps)) return work.steps as WorkStep[];
    const steps = [...work.steps];
    this.#openSteps.add(steps);
    this.#log.set(index, Object.freeze({ ...work, steps }));
    return steps;
  }

  /** The final answer may come twice in a turn, as narration and then to the user: the narration goes. */
  #repeats(event: SessionEvent, entry: Entry): boolean {
    if (entry.kind === "notice") return entry.tone === "error" && this.#reported(entry.turnId, entry.text);
    if (entry.kind !== "message" || entry.from !== "agent") return false;
    if (event.type !== "agent.message" && this.#answered(entry.turnId, entry.text)) return true;
    const index = this.#workIndex(turnIdOf(event));
    if (index === null) return false;
    this.#dropNarration(index, entry.text);
    return false;
  }

  #dropNarration(work: number, text: string): void {
    const { steps } = this.#log.at(work) as WorkEntry;
    const from = Math.max(0, steps.length - NEARBY_STEPS);
    for (let i = steps.length - 1; i >= from; i -= 1) {
      if (steps[i]?.label !== "" || steps[i]?.detail !== text) continue;
      if (steps.length === 1) this.#log.remove(work);
      else this.#stepsAt(work).splice(i, 1);
      return;
    }
  }

  /** Of work that names no turn, only what comes one after the other belongs together. */
  #workIndex(turnId: string | null): number | null {
    if (!this.#hasWork) return null;
    const last = this.#log.length - 1;
    if (turnId === null) return this.#log.at(last)?.kind === "work" ? last : null;
    return this.#recent((entry) => entry.kind === "work" && entry.turnId === turnId);
  }

  #answered(turnId: string | null, text: string): boolean {
    if (turnId === null) return false;
    const same = (entry: Entry) =>
      entry.kind === "message" && entry.from === "agent" && entry.turnId === turnId && entry.text === text;
    return this.#recent(same) !== null;
  }

  /** A turn that failed repeats the words of the error event before it, or has none to add. */
  #reported(turnId: string | null, text: string): boolean {
    if (turnId === null) return false;
    const same = (entry: Entry) =>
      entry.kind === "notice" &&
      entry.tone === "error" &&
      entry.turnId === turnId &&
      (text === "" || entry.text === text);
    return this.#recent(same) !== null;
  }

  #recent(matches: (entry: Entry) => boolean): number | null {
    for (let i = this.#log.length - 1; i >= Math.max(0, this.#log.length - NEARBY_ENTRIES); i -= 1) {
      if (matches(this.#log.at(i) as Entry)) return i;
    }
    return null;
  }

  #markPickedUp(seq: number): void {
    const index = this.#log.firstIndex((entry) => (entry.seq as number) >= seq);
    const entry = this.#log.at(index);
    if (entry?.seq !== seq || entry.kind !== "message" || entry.delivery !== "sent") return;
    this.#log.set(index, Object.freeze<MessageEntry>({ ...entry, delivery: "picked-up" }));
  }
}
