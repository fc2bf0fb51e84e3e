import type { ServerResponse } from "node:http";
import type { EventLog } from "../log/event-log.js";
import { passes, type EventFilter, type SentEvent, type StoredEvent } from "../log/event.js";

/** Rows read from the log at a time while replaying: the most that a slow reader makes us hold. */
const REPLAY_ROWS = 256;

/** A live reader that has left this many bytes unread is read to from the log again, at its own speed. */
const MAX_BUFFERED_BYTES = 256 * 1024;

/** Milliseconds after which an `EventSource` that was cut off comes back. */
const RETRY_MS = 1000;

/** How a stream reads and stays alive. */
export interface EventStreamOptions {
  session: string;
  filter: EventFilter;
  /** Seq after which to begin. */
  after: number;
  /** Milliseconds between heartbeat comments. */
  heartbeat: number;
  /** Milliseconds after which a reader that takes nothing is cut off. */
  patience: number;
  /** Milliseconds since 1970 when the reader's right ends; null when it does not. */
  expiresAt: number | null;
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
  readonly #options: EventStreamOptions;
  #cursor: number;
  #live = false;
  #greeted = false;
  #stopFollowing: (() => void) | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #patience: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, log: EventLog, options: EventStreamOptions) {
    this.#response = response;
    this.#log = log;
    this.#options = options;
    this.#cursor = options.after;
  }

  /** The session that is read. */
  get session(): string {
    return this.#options.session;
  }

  /** Whether the reader's right ends at some time: it came with a client token. */
  get expires(): boolean {
    return this.#options.expiresAt !== null;
  }

  /** Sends what is there and follows what comes, until either side closes. */
  start(): void {
    this.#response.on("close", () => this.#stop());
    this.#response.on("drain", () => this.#resume());
    this.#response.on("error", () => this.#response.destroy());
    this.#stopFollowing = this.#log.follow(this.#options.session, (events) => this.#push(events));
    this.#write(`retry: ${RETRY_MS}\n\n`);
    this.#heartbeat = setInterval(() => this.#beat(), this.#options.heartbeat);
    this.#replay();
  }

  /** Ends the stream in good order. */
  end(): void {
    this.#response.end();
  }

  /** Cuts the connection as a failing network does. */
  drop(): void {
    this.#response.destroy();
  }

  /** Writes page after page from the log; becomes live in the same step that finds no more. */
  #replay(): void {
    this.#live = false;
    const { session, filter } = this.#options;
    for (;;) {
      if (this.#response.destroyed) return;
      const events = this.#log.read(session, this.#cursor, filter, REPLAY_ROWS);
      const last = events.at(-1);
      if (last !== undefined) this.#cursor = last.seq;
      const flowing = events.length === 0 || this.#write(frames(events));
      if (events.length < REPLAY_ROWS) break;
      if (!flowing) return this.#waitForDrain();
    }
    this.#live = true;
    if (!this.#greeted) this.#write(": caught up\n\n");
    this.#greeted = true;
  }

  #push(events: readonly StoredEvent[]): void {
    const last = events.at(-1);
    if (!this.#live || last === undefined) return;
    // A large batch is read from the log in pages, which the reader's speed sets.
    if (events.length > REPLAY_ROWS) return this.#replay();
    if (this.#response.writableLength > MAX_BUFFERED_BYTES) {
      this.#live = false;
      return this.#waitForDrain();
    }
    // A reader may have asked for what comes after a seq that is still ahead.
    const shown = events.filter((event) => event.seq > this.#cursor && passes(event, this.#options.filter));
    this.#cursor = Math.max(this.#cursor, last.seq);
    if (shown.length > 0) this.#write(frames(shown));
  }

  #waitForDrain(): void {
    this.#patience ??= setTimeout(() => this.drop(), this.#options.patience);
  }

  #resume(): void {
    if (this.#patience === undefined) return;
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#replay();
  }

  #beat(): void {
    const { expiresAt } = this.#options;
    if (expiresAt !== null && expiresAt <= Date.now()) this.end();
    else if (this.#response.writableNeedDrain) this.#waitForDrain();
    else if (this.#live) this.#write(": heartbeat\n\n");
  }

  #write(text: string): boolean {
    return this.#response.write(text);
  }

  #stop(): void {
    this.#stopFollowing?.();
    clearInterval(this.#heartbeat);
    clearTimeout(this.#patience);
  }
}

function frames(events: readonly SentEvent[]): string {
  let text = "";
  for (const event of events) text += `id: ${event.seq}\ndata: ${event.json}\n\n`;
  return text;
}
