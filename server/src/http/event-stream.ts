import type { ServerResponse } from "node:http";
import type { EventLog } from "../log/event-log.js";
import type { Grant } from "../store/tokens.js";
import type { EventStore } from "../store/events.js";
import { passes, type EventFilter, type SentEvent, type StoredEvent } from "../log/event.js";

/** Rows of the first read from the log during a replay. */
const REPLAY_ROWS = 128;

/** Rows of a read after reads that turned out to be short. Each read of a remote database has a round trip. */
const MAX_REPLAY_ROWS = 1024;

/** After a read of at most this size, the next one has twice as many rows. Bounds the memory for a slow reader. */
const SHORT_READ_BYTES = 1024 * 1024;

/** When a live reader has not read this many bytes, it is replayed from the log at its own speed. */
const MAX_BUFFERED_BYTES = 256 * 1024;

/** Milliseconds after which a disconnected `EventSource` reconnects. */
export const RETRY_MS = 1000;

/** The settings of one stream. */
export interface EventStreamOptions {
  session: string;
  filter: EventFilter;
  /** The stream begins after this seq. */
  after: number;
  /** A seq that the log has reached. */
  head: number;
  /** Milliseconds between heartbeat comments. */
  heartbeat: number;
  /** Milliseconds after which the connection of a reader that reads nothing is closed. */
  slowReaderMs: number;
  /** The grant of the reader's client token; null if it has the org key. */
  grant: Pick<Grant, "hash" | "expiresAt"> | null;
}

/**
 * One open event stream: it replays the log from a seq, marks the end of the replay with a comment, then follows the
 * log.
 *
 * Its memory is bounded: events are pushed only to a reader that keeps up. A slower one is replayed from the log
 * whenever its socket drains, and disconnected if it never does; it then resumes after its last seq.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #log: EventLog;
  readonly #events: EventStore;
  readonly #options: EventStreamOptions;
  #cursor: number;
  /** Rows of the next read. */
  #rows = REPLAY_ROWS;
  #live = false;
  #isReplaying = false;
  /** Whether events were committed while a page was being read. */
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

  /** Id of the session. */
  get session(): string {
    return this.#options.session;
  }

  /** Hash of the reader's client token; null if it has the org key. */
  get token(): string | null {
    return this.#options.grant?.hash ?? null;
  }

  /** Sends the stored events and follows the log until either side closes. */
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

  /** Ends the answer in an orderly way. */
  end(): void {
    this.#response.end();
  }

  /** Ends the stream and asks its reader to reconnect after `retry` milliseconds. */
  endWithRetry(retry: number): void {
    this.#write(`retry: ${retry}\n\n`);
    this.end();
  }

  /** Closes the connection without an end of the answer, like a network failure. */
  drop(): void {
    this.#response.destroy();
  }

  /** Starts reading new events from the log, unless a read is already running. */
  #replay(): void {
    this.#live = false;
    this.#isBehind = true;
    // If the log cannot be read now, it may be readable when the reader has reconnected.
    if (!this.#isReplaying) this.#readPages().catch(() => this.drop());
  }

  /** Writes page after page from the log; becomes live in the same step in which a read finds no more events. */
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

  #push(news: readonly StoredEvent[] | "many" | "deleted"): void {
    if (news === "deleted") return this.end();
    if (!this.#live) {
      this.#isBehind = true;
      return;
    }
    // A large batch is read from the log in pages, at the reader's speed.
    if (news === "many" || news.length > REPLAY_ROWS) return this.#replay();
    if (this.#response.writableLength > MAX_BUFFERED_BYTES) {
      this.#live = false;
      return this.#waitForDrain();
    }
    // The reader may have asked for events after a seq that the log has not reached yet.
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
