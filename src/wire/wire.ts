import type { SessionError } from "./errors.js";
import type { Level, SessionEvent } from "./events.js";
import type { ReadEvent } from "./facts.js";

/** A session and the right to it. Each call is given the token, because the token is renewed while a session runs. */
export interface Credentials {
  readonly session: string;
  /** The client token; "" where the browser's cookies tell who asks. */
  readonly token: string;
}

/** What to read of a log. */
export interface ReadOptions extends Credentials {
  /** Only events after this seq. */
  readonly after: number;
  /**
   * The most events of a page. Default: as many as the service gives at once; so it is where `capabilities.limit` is
   * false.
   */
  readonly limit?: number;
  readonly level: Level;
  readonly signal: AbortSignal;
}

/** A message to post. */
export interface PostOptions extends Credentials {
  readonly text: string;
  readonly refs: Readonly<Record<string, unknown>> | null;
  /** The id of the question that the message answers. */
  readonly answers?: string | null;
  /** The idempotency key: the same key never makes a second event. */
  readonly key: string;
  readonly signal: AbortSignal;
}

/** The server's word that it has a message, with the names by which the log will show it. */
export interface Receipt {
  /** The id of the message's event; null where a dialect does not say. */
  readonly id: string | null;
  readonly seq: number | null;
  /** The turn that has the message as its input. */
  readonly turnId: string | null;
  /** The id of the message while the service holds it back, because a question waits for its answer. */
  readonly heldId: string | null;
  /**
   * The key had been used before, so the message may stand anywhere in the log. Only where there is no `seq` to say
   * where.
   */
  readonly isRepeat?: boolean;
}

/** The answer to a post. */
export interface Accepted extends Receipt {
  /** The last seq of the log when the message was accepted; null when the server did not say. */
  readonly head: number | null;
}

/** A page of the log. */
export interface Page {
  readonly events: readonly SessionEvent[];
  /** Events of the page that could not be read. */
  readonly errors: readonly SessionError[];
  /** The seq after which the next page begins; null when this was the last. */
  readonly next: number | null;
  /** The last seq of the page. The event of that seq may be left out at this level. */
  readonly upTo?: number;
  /** The seq of the log's last event, as far as the service tells it. A hint. */
  readonly head?: number;
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

/** An open stream: the log is sent as it grows. */
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
  /** The log tells an answer in fragments while the answer grows. */
  readonly deltas: boolean;
  /** The wire can stop a turn. */
  readonly stop: boolean;
  /** The agent's questions have ids, options and answers of their own. */
  readonly questions: boolean;
  /** A request for a page may say how many events it wants at most. */
  readonly limit: boolean;
  /** Each session has client tokens. Where this is false the host's cookies tell who asks. */
  readonly tokens: boolean;
  /**
   * The first message begins a session. Where this is false a session begins empty, and the message is posted to it.
   */
  readonly firstInput: boolean;
}

/** What v3 can do. Before the dialect is known, a session assumes the same. */
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
  /** Asks for the turn under way to stop; the log says when it has. Only where `stop` is true. */
  interrupt?(options: Credentials & { signal: AbortSignal }): Promise<void>;
  /** Dismisses a question without an answer. Only where `questions` is true, and where the host serves it. */
  dismiss?(options: Credentials & { questionId: string; signal: AbortSignal }): Promise<void>;
  /**
   * Reads the whole body of an event that was too large for the log, and returns the event with it. Only where a log
   * leaves bodies out.
   */
  whole?(options: Credentials & { event: SessionEvent; signal: AbortSignal }): Promise<SessionEvent>;
}
