import type { ServerResponse } from "node:http";
import type { EventLog } from "../log/event-log.js";
import type { Grant } from "../store/tokens.js";
import type { EventStore } from "../store/events.js";
import { passes, type EventFilter, type SentEvent, type StoredEvent } from "../log/event.js";

/** Rows read from the log at a time while replaying, at first. */
const REPLAY_ROWS = 128;

/** Rows read at a time once they have turned out to be short: a database elsewhere takes its time for each read. */
const MAX_REPLAY_ROWS = 1024;

/** Bytes of a read up to which the next one has twice as many rows: what a slow reader makes us hold stays small. */
const SHORT_READ_BYTES = 1024 * 1024;

/** A live reader that has left this many bytes unread is read to from the log again, at its own speed. */
const MAX_BUFFERED_BYTES = 256 * 1024;

/** Milliseconds after which an `EventSource` that was cut off comes back. */
export const RETRY_MS = 1000;

/** How a stream reads and stays alive. */
export interface EventStreamOptions {
  session: string;
  filter: EventFilter;
  /** Seq after which to begin. */
  after: number;
  /** A seq that the log has reached. */
  head: number;
  /** Milliseconds between heartbeat comments. */
  heartbeat: number;
  /** Milliseconds after which a reader that takes nothing is cut off. */
  slowReaderMs: number;
  /** What the reader's client token grants; null when it came with the org key. */
  grant: Pick<Grant, "hash" | "expiresAt"> | null;
}

/**
 * One open event stream: replays the log from a seq, says so with a comment, then follows it.
 *
 * Memory is bounded: events are pushed only to a reader that keeps up. One that does not is replayed to
 * from the log whenever its socket drains, and cut off when it never does; it then resumes by its last seq.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #log: EventLog;
  readonly #events: EventStore;
  readonly #options: EventStreamOptions;
  #cursor: number;
  /** How many rows are read next. */
  #rows = REPLAY_ROWS;
  #live = false;
  #isReplaying = false;
  /** Whether something was committed while a page was being read. */
  #isBehind = false;
  #greeted = false;
  #stopFollowing: (() => void) | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(
    response: ServerResponse,
    { log, events }: { log: EventLog; events: EventStore },
    options: EventStreamOptions,
  ) {
    this.#response = response;
    this.#log = log;
    this.#events = events;
    this.#options = options;
    this.#cursor = options.after;
  }

  /** The session that is read. */
  get session(): string {
    return this.#options.session;
  }

  /** Hash of the client token that the reader came with; null when it was the org key. */
  get token(): string | null {
    return this.#options.grant?.hash ?? null;
  }

  /** Sends what is there and follows what comes, until either side closes. */
  start(): void {
    this.#response.on("close", () => this.#stop());
    this.#response.on("drain", () => this.#resume());
    this.#response.on("error", () => this.#response.destroy());
    const { session, head } = this.#options;
    this.#stopFollowing = this.#log.follow(session, head, (news) => this.#push(news));
    this.#write(`retry: ${RETRY_MS}\n\n`);
    this.#heartbeat = setInterval(() => this.#beat(), this.#options.heartbeat);
    this.#replay();
  }

  /** Ends the stream in good order. */
  end(): void {
    this.#response.end();
  }

  /** Ends the stream, having asked its reader to come back after so many milliseconds. */
  sendAway(retry: number): void {
    this.#write(`retry: ${retry}\n\n`);
    this.end();
  }

  /** Cuts the connection as a failing network does. */
  drop(): void {
    this.#response.destroy();
  }

  /** Has what is new read from the log, unless that is being done. */
  #replay(): void {
    this.#live = false;
    this.#isBehind = true;
    // A log that cannot be read now may be when the reader comes back.
    if (!this.#isReplaying) this.#readPages().catch(() => this.drop());
  }

  /** Writes page after page from the log; becomes live in the same step that finds no more. */
  async #readPages(): Promise<void> {
    const { session, filter } = this.#options;
    this.#isReplaying = true;
    try {
      while (this.#isBehind) {
        this.#isBehind = false;
        const events = await this.#events.read(session, this.#cursor, filter, this.#rows);
        if (this.#response.destroyed || this.#response.writableEnded) return;
        const last = events.at(-1);
        if (last !== undefined) this.#cursor = last.seq;
        const text = frames(events);
        const flowing = events.length === 0 || this.#write(text);
        if (events.length < this.#rows) continue;
        this.#rows = text.length > SHORT_READ_BYTES ? REPLAY_ROWS : Math.min(MAX_REPLAY_ROWS, this.#rows * 2);
        if (!flowing) return this.#waitForDrain();
        this.#isBehind = true;
      }
      this.#live = true;
      if (!this.#greeted) this.#write(": caught up\n\n");
      this.#greeted = true;
    } finally {
      this.#isReplaying = false;
    }
  }

  #push(news: readonly StoredEvent[] | "many" | "gone"): void {
    if (news === "gone") return this.end();
    if (!this.#live) {
      this.#isBehind = true;
      return;
    }
    // A large batch is read from the log in pages, which the reader's speed sets.
    if (news === "many" || news.length > REPLAY_ROWS) return this.#replay();
    if (this.#response.writableLength > MAX_BUFFERED_BYTES) {
      this.#live = false;
      return this.#waitForDrain();
    }
    // A reader may have asked for what comes after a seq that is still ahead.
    const shown = news.filter((event) => event.seq > this.#cursor && passes(event, this.#options.filter));
    this.#cursor = Math.max(this.#cursor, news.at(-1)?.seq ?? 0);
    if (shown.length > 0) this.#write(frames(shown));
  }

  #waitForDrain(): void {
    this.#drainTimer ??= setTimeout(() => this.drop(), this.#options.slowReaderMs);
  }

  #resume(): void {
    if (this.#drainTimer === undefined) return;
    clearTimeout(this.#drainTimer);
    this.#drainTimer = undefined;
    this.#replay();
  }

  #beat(): void {
    const { grant } = this.#options;
    if (grant !== null && grant.expiresAt <= Date.now()) this.end();
    else if (this.#response.writableNeedDrain) this.#waitForDrain();
    else if (this.#live) this.#write(": heartbeat\n\n");
  }

  #write(text: string): boolean {
    if (this.#response.writableEnded) return true;
    return this.#response.write(text);
  }

  #stop(): void {
    this.#stopFollowing?.();
    clearInterval(this.#heartbeat);
    clearTimeout(this.#drainTimer);
  }
}

function frames(events: readonly SentEvent[]): string {
  let text = "";
  for (const event of events) text += `id: ${event.seq}\ndata: ${event.json}\n\n`;
  return text;
}
