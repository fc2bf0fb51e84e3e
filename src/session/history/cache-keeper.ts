import type { SessionEvent } from "../../wire/events.js";
import { toJson } from "../../wire/json.js";
import { subjectOf } from "../access/subject.js";
import type { SessionState } from "../state/state.js";
import { idle } from "../time/idle.js";
import type { Found } from "./find-end.js";
import { compare, type KeptLog, MAX_EVENTS, parseKept } from "./kept-log.js";
import type { Noted, CacheOptions, CachePlace } from "./cache-options.js";
import { keep } from "./cache-writing.js";

/** The record is written this long after the log has grown. */
const REST_MS = 1_000;
/** The longest time for which writing waits for an idle page. */
const IDLE_TIMEOUT_MS = 5_000;

/** Shows the record of a log when the log is opened, compares it with the log, and writes it again as the log grows. */
export class CacheKeeper {
  readonly #options: CacheOptions;
  readonly #remove: () => void;
  readonly #unobserve: () => void;
  /** The record that is shown and has not been compared with the log yet. */
  #kept: KeptLog | null = null;
  /** The seq after which `#events` has all events of the log. */
  #after = 0;
  /** The end of the log as it was read here, in the order in which the events came. */
  #events: SessionEvent[] = [];
  /** Whether the record has to be written anew. */
  #isStale = true;
  /** Whether access was refused, and has not been granted since. */
  #isRefused = false;
  #timer: unknown = null;

  /** @param remove removes the record. @param noted what was read of the log before this file was loaded. */
  constructor(options: CacheOptions, remove: () => void, noted: readonly Noted[]) {
    this.#options = options;
    this.#remove = remove;
    const { store } = options;
    for (const note of noted) this.#note(...note);
    this.#unobserve = store.observe({
      change: (change) => this.#note(change, store.state.startSeq),
      state: (state, previous) => this.#follow(state, previous),
    });
    // This file is loaded when the page is idle, or to show a record, so no further wait is needed.
    this.#expectWriting(0);
  }

  /** Shows the record, once the code that reads its events is loaded. */
  async show(): Promise<void> {
    const { store, wire } = this.#options;
    await wire.ready;
    if (isOut(store.state)) return this.#giveUp();
    const place = this.#place;
    const kept = place && this.#read(place);
    if (!kept || this.#isRefused || this.#kept) return;
    this.#kept = kept;
    this.check();
    if (!this.#kept) return;
    const events = kept.events.map((event) => wire.read(event));
    try {
      store.dispatch({ type: "cache", after: kept.after, events });
    } catch {
      // The record cannot be folded, so another script has written it.
      this.#giveUp();
    }
  }

  /** See `LogCache.compare`. */
  compare(found: Found): void {
    const { store } = this.#options;
    const { kept } = store.state;
    if (kept) store.dispatch({ type: "compared", is: compare(kept, found) });
  }

  /** Removes the record if it was made with a token of another subject. */
  check(): void {
    const { token = null } = this.#place ?? {};
    if (this.#kept && token !== null && subjectOf(token) !== this.#kept.subject) this.#giveUp();
  }

  /** See `LogCache.save`. */
  save(): void {
    const { clock, store, wire } = this.#options;
    const { caughtUp, kept } = store.state;
    const place = this.#place;
    if (!this.#isStale || !place || !caughtUp || kept || this.#isRefused) return;
    this.#isStale = false;
    const { storage, name, of, token } = place;
    const end = { after: this.#after, events: this.#inOrder };
    const read = (event: SessionEvent) => wire.read(event);
    keep({ storage, name, of: toJson(of), subject: subjectOf(token ?? ""), end, read, now: clock.now() });
  }

  /** Forgets the record. `LogCache` removes it from the storage. */
  forget(): void {
    this.#kept = null;
    this.#isStale = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  stop(): void {
    this.save();
    this.#isStale = false;
    this.#unobserve();
    this.#options.clock.clearTimeout(this.#timer);
  }

  /** Removes the record, and what is shown of it: this person may not see it. */
  #giveUp(): void {
    const { store } = this.#options;
    this.#remove();
    if (store.state.kept) store.dispatch({ type: "compared", is: "other" });
  }

  get #place(): CachePlace | null {
    try {
      return this.#options.identity.cachePlace;
    } catch {
      return null;
    }
  }

  /** The record; null for none. A record that cannot be used here is removed. */
  #read({ storage, name, of }: CachePlace): KeptLog | null {
    try {
      const written = storage.getItem(name);
      const kept = written === null ? null : parseKept(written, toJson(of), this.#options.clock.now());
      if (!kept) this.#remove();
      return kept;
    } catch {
      return null;
    }
  }

  /** Applies a change of the log to `#events`. @param startSeq the `startSeq` of the state after the change. */
  #note(change: Noted[0], startSeq: number): void {
    switch (change.type) {
      case "events":
        if (this.#events.length === 0)
          this.#after = Math.max(startSeq, this.#options.store.state.view.afterSeq);
        for (const { event } of change.events) this.#events.push(event);
        this.#trim();
        break;
      case "earlier":
        if (change.upTo !== this.#after || this.#events.length >= MAX_EVENTS) return;
        this.#after = change.after;
        this.#events = [...change.events.map(({ event }) => event), ...this.#events];
        break;
      case "compared": {
        const { after, events } = (change.is === "same" && this.#kept) || { after: 0, events: [] };
        this.#after = after;
        this.#events = [...events];
        this.#kept = null;
        break;
      }
      case "reset":
      case "restart":
        this.#events = [];
        return;
      default:
        return;
    }
    this.#isStale = true;
  }

  /** Drops the oldest events once there are three times as many as a record may have. */
  #trim(): void {
    if (this.#events.length < 3 * MAX_EVENTS) return;
    const events = this.#inOrder;
    this.#after = events.at(-MAX_EVENTS - 1)?.seq ?? this.#after;
    this.#events = events.slice(-MAX_EVENTS);
  }

  /** Each event once, in the order of their seqs. */
  get #inOrder(): SessionEvent[] {
    const bySeq = new Map(this.#events.map((event) => [event.seq, event]));
    return [...bySeq.values()].filter(({ seq }) => seq > this.#after).sort((a, b) => a.seq - b.seq);
  }

  #follow(state: SessionState, previous: SessionState): void {
    this.#isRefused = isOut(state) || (this.#isRefused && state.connection !== "live");
    if (this.#isRefused && state.connection !== previous.connection) this.#giveUp();
    if (state.view !== previous.view) this.#remove();
    this.#expectWriting();
  }

  /** Writes the record after a wait, if the log has changed since the last writing and is read to its end. */
  #expectWriting(milliseconds = REST_MS): void {
    const { clock, store } = this.#options;
    const { caughtUp, connection } = store.state;
    if (!caughtUp || connection !== "live" || !this.#isStale || this.#timer !== null) return;
    this.#timer = clock.setTimeout(() => void this.#write(), milliseconds);
  }

  async #write(): Promise<void> {
    await idle(undefined, IDLE_TIMEOUT_MS);
    this.#timer = null;
    this.save();
  }
}

/** Whether access to the log was refused, or there is no such log. */
function isOut({ connection, error }: SessionState): boolean {
  return connection === "unauthorized" || (connection === "closed" && error?.code === "not-found");
}
