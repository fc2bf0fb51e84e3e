import type { SessionError } from "./errors.js";
import type { Level, SessionEvent } from "./events.js";
import type { ReadEvent } from "./facts.js";

/** Which session, and with what right. The token is per call because it is renewed while we run. */
export interface Credentials {
  readonly session: string;
  /** The client token; "" where the browser's cookies tell who asks. */
  readonly token: string;
}

/** What to read of a log. */
export interface ReadOptions extends Credentials {
  /** Only events after this seq. */
  readonly after: number;
  /** The most events of a page. Default, and where `limit` of the capabilities is false: what the service gives at once. */
  readonly limit?: number;
  readonly level: Level;
  readonly signal: AbortSignal;
}

/** A message to post. */
export interface PostOptions extends Credentials {
  readonly text: string;
  readonly refs: Readonly<Record<string, unknown>> | null;
  /** The question that it answers. */
  readonly answers?: string | null;
  /** The idempotency key: the same key never makes a second event. */
  readonly key: string;
  readonly signal: AbortSignal;
}

/** The server's word that it has a message, with the names by which the log will show it. */
export interface Receipt {
  /** The event's; null where a dialect does not say. */
  readonly id: string | null;
  readonly seq: number | null;
  /** The turn that it is the input of. */
  readonly turnId: string | null;
  /** What it is called while it is held back, as a question waits for its answer. */
  readonly heldId: string | null;
}

/** The answer to a post. */
export interface Accepted extends Receipt {
  /** The last seq of the log at that moment; null when the server did not say. */
  readonly head: number | null;
}

/** A page of the log. */
export interface Page {
  readonly events: readonly SessionEvent[];
  /** Events of the page that could not be read. */
  readonly errors: readonly SessionError[];
  /** The seq after which the next page begins; null when this was the last. */
  readonly next: number | null;
  /** The last seq of the page, be it of an event that is left out at this level. */
  readonly upTo?: number;
}

/** What one read of a stream brought. */
export interface Batch {
  readonly events: readonly SessionEvent[];
  /** Frames that could not be read; the good ones around them are in `events`. Code `protocol`. */
  readonly errors: readonly SessionError[];
  /** A comment line came after the last event: the server has nothing more to say for now. */
  readonly heartbeat: boolean;
  /** The seq of a frame that is too long to be read: the next read throws. */
  readonly unreadable?: number;
}

/** A log that is sent as it grows. */
export interface LogStream {
  /**
   * One batch for each read from the network, also for those that bring no event. Ends with the stream or the
   * signal.
   *
   * @throws {SessionError} code `network` when the connection breaks; `protocol` when it cannot be read on.
   */
  batches(signal: AbortSignal): AsyncIterable<Batch>;
  /** Ends a stream that nobody reads. */
  cancel(): void;
}

/** What a dialect can do, and what its log tells. */
export interface Capabilities {
  /** `stream`: the log is sent as it grows; `poll`: it is asked for, page by page. */
  readonly live: "stream" | "poll";
  /** An answer is told while it grows. */
  readonly deltas: boolean;
  /** A turn can be stopped from here. */
  readonly stop: boolean;
  /** The agent's questions have ids, options and answers of their own. */
  readonly questions: boolean;
  /** A page of the log may be asked for with so many events at most. */
  readonly limit: boolean;
  /** Each session has client tokens; else the host's cookies tell who asks. */
  readonly tokens: boolean;
  /** A session is begun with its first message; else it begins empty, and the message is posted to it. */
  readonly firstInput: boolean;
}

/** What v3 can do, and what is taken for granted of any dialect. */
export const BASIC_CAPABILITIES: Capabilities = Object.freeze({
  live: "stream",
  deltas: false,
  stop: false,
  questions: false,
  limit: true,
  tokens: true,
  firstInput: true,
});

/** What the host's routes of a serverless agent can do. */
export const SERVERLESS_CAPABILITIES: Capabilities = Object.freeze({
  live: "poll",
  deltas: true,
  stop: true,
  questions: true,
  limit: false,
  tokens: false,
  firstInput: false,
});

/**
 * The service as requests and answers, in one of its dialects: no state, no retry, no timers. Every method rejects
 * with a {@link SessionError}, or with the signal's reason when it was aborted.
 */
export interface Wire {
  readonly capabilities: Capabilities;
  /** What an event of the log says. Pure, and never throws. */
  read(event: SessionEvent): ReadEvent;
  /** Opens the log: everything after `after`, then what comes. Only where `live` is `stream`. */
  stream?(options: ReadOptions): Promise<LogStream>;
  /** Reads a page of the log. */
  page(options: ReadOptions): Promise<Page>;
  /** Posts a message. Repeating it with the same key is safe. */
  post(options: PostOptions): Promise<Accepted>;
  /** Asks for the turn under way to stop. It stops when the log says so. Only where `stop` is true. */
  interrupt?(options: Credentials & { signal: AbortSignal }): Promise<void>;
  /** Lets go of a question without an answer. Only where `questions` is true, and where the host serves it. */
  dismiss?(options: Credentials & { questionId: string; signal: AbortSignal }): Promise<void>;
  /** An event with the whole of its body, which was too large for the log. Only where a log leaves bodies out. */
  whole?(options: Credentials & { event: SessionEvent; signal: AbortSignal }): Promise<SessionEvent>;
}
