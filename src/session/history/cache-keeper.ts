import type { SessionEvent } from "../../wire/events.js";
import { toJson } from "../../wire/json.js";
import { subjectOf } from "../access/subject.js";
import type { SessionState } from "../state/state.js";
import type { Found } from "./find-end.js";
import { compare, type KeptLog, MAX_EVENTS, parseKept } from "./kept-log.js";
import type { Noted, CacheOptions, CachePlace } from "./cache-options.js";
import { keep } from "./cache-writing.js";

/** The end of the log is written this long after it has grown. */
const REST_MS = 1_000;

/** Shows what is kept of a log, compares it with the log, and keeps the end of that. */
export class CacheKeeper {
  readonly #options: CacheOptions;
  readonly #remove: () => void;
  readonly #unobserve: () => void;
  /** What is shown and has not been compared yet. */
  #kept: KeptLog | null = null;
  /** The end of the log as it was read here: the events after a seq, in the order in which they came. */
  #after = 0;
  #events: SessionEvent[] = [];
  #isStale = true;
  #timer: unknown = null;

  /** @param remove removes what is kept. @param noted what was read of the log before. */
  constructor(options: CacheOptions, remove: () => void, noted: readonly Noted[]) {
    this.#options = options;
    this.#remove = remove;
    const { store } = options;
    for (const note of noted) this.#note(...note);
    this.#unobserve = store.observe({
      change: (change) => this.#note(change, store.state.startSeq),
      state: (state, previous) => this.#follow(state, previous),
    });
    // It is loaded when all is quiet, or to show something.
    this.#expectWriting(0);
  }

  /** Shows what is kept: at once where its events can be read. */
  async show(): Promise<void> {
    const place = this.#place;
    const kept = place && this.#read(place);
    if (!kept) return;
    const { store, wire } = this.#options;
    await wire.ready;
    // Meanwhile it may have been given up, or somebody else may be there.
    if (this.#place?.name !== place.name) return;
    if (isOut(store.state)) return this.#remove();
    this.#kept = kept;
    this.check();
    if (!this.#kept) return;
    const events = kept.events.map((event) => wire.read(event));
    try {
      store.dispatch({ type: "cache", after: kept.after, events });
    } catch {
      // It cannot be folded: somebody else has written it.
      this.#giveUp();
    }
  }

  /** See `LogCache`. */
  compare(found: Found): void {
    const { store } = this.#options;
    const { kept } = store.state;
    if (kept) store.dispatch({ type: "compared", is: compare(kept, found) });
  }

  /** What was kept with the token of another person is not to be seen. */
  check(): void {
    const { token = null } = this.#place ?? {};
    if (this.#kept && token !== null && subjectOf(token) !== this.#kept.subject) this.#giveUp();
  }

  /** See `LogCache`. */
  save(): void {
    const { clock, store, wire } = this.#options;
    const { caughtUp, kept } = store.state;
    const place = this.#place;
    if (!this.#isStale || !place || !caughtUp || kept) return;
    this.#isStale = false;
    const { storage, name, eyes, token } = place;
    const end = { after: this.#after, events: this.#inOrder };
    const read = (event: SessionEvent) => wire.read(event);
    keep({ storage, name, of: toJson(eyes), subject: subjectOf(token ?? ""), end, read, now: clock.now() });
  }

  /** What was kept is being removed. */
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

  /** Nobody here may see what was kept. */
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

  /** What is kept; what makes no sense here is removed. */
  #read({ storage, name, eyes }: CachePlace): KeptLog | null {
    try {
      const written = storage.getItem(name);
      const kept = written === null ? null : parseKept(written, toJson(eyes), this.#options.clock.now());
      if (!kept) this.#remove();
      return kept;
    } catch {
      return null;
    }
  }

  /** Takes note of what is read of the log. @param startSeq all after it is known. */
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
        this.#events.unshift(...change.events.map(({ event }) => event));
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

  /** A log that grows for long is not kept for good. */
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
    if (isOut(state) && state.connection !== previous.connection) this.#giveUp();
    if (state.view !== previous.view) this.#remove();
    this.#expectWriting();
  }

  #expectWriting(milliseconds = REST_MS): void {
    const { clock, store } = this.#options;
    const { caughtUp, connection } = store.state;
    if (!caughtUp || connection !== "live" || !this.#isStale || this.#timer !== null) return;
    this.#timer = clock.setTimeout(() => void this.#write(), milliseconds);
  }

  async #write(): Promise<void> {
    await idle();
    this.#timer = null;
    this.save();
  }
}

/** Whether access to the log was refused, or there is none. */
function isOut({ connection, error }: SessionState): boolean {
  return connection === "unauthorized" || (connection === "closed" && error?.code === "not-found");
}

/** What some browsers have, and no server. */
interface Idle {
  readonly requestIdleCallback?: (work: () => void, options: { readonly timeout: number }) => unknown;
}

/** When the page has nothing better to do, where a browser tells. */
function idle(): Promise<void> | void {
  const { requestIdleCallback: whenIdle } = globalThis as typeof globalThis & Idle;
  if (whenIdle) return new Promise((rest) => whenIdle(() => rest(), { timeout: 5_000 }));
}
