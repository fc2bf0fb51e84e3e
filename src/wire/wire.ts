/*
 * What the session layer asks of the service, in the words of no dialect.
 */
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
  /** Only events after this seq are read. */
  readonly after: number;
  /** The most events of a page. Default: 500. Ignored by a stream, and where `capabilities.limit` is false. */
  readonly limit?: number;
  readonly level: Level;
  readonly signal: AbortSignal;
}

/** A message to post. */
export interface PostOptions extends Credentials {
  readonly text: string;
  readonly refs: Readonly<Record<string, unknown>> | null;
  /** The id of the question that the message answers. Default: null, for none. */
  readonly answers?: string | null;
  /** The idempotency key. The service accepts a key once: a second post of it makes no second event. */
  readonly key: string;
  readonly signal: AbortSignal;
}

/** The answer that the server has a message, with the ids under which the log will show the message. */
export interface Receipt {
  /** The id of the message's event; null where a dialect does not say. */
  readonly id: string | null;
  /** The seq of the message's event; null where a dialect does not say. */
  readonly seq: number | null;
  /** The turn that has the message as its input; null where none is told. */
  readonly turnId: string | null;
  /** The id of a message that the service holds back while a question waits for its answer; null for any other. */
  readonly heldId: string | null;
  /**
   * Whether the key had been used before, so that the message may be anywhere in the log. Default: false, also
   * where `seq` names the place.
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
  /** One error of code `protocol` for each event of the page that could not be read. */
  readonly errors: readonly SessionError[];
  /** The seq after which the next page begins; null when this was the last. */
  readonly next: number | null;
  /** The last seq of the page. The event of that seq may be left out at this level. */
  readonly upTo?: number;
  /** The seq of the log's last event, where the service tells it. Nothing may rely on it: the log may have grown. */
  readonly head?: number;
}

/** What one read of a stream brought. */
export interface Batch {
  readonly events: readonly SessionEvent[];
  /** One error of code `protocol` for each frame that could not be read. The other frames are in `events`. */
  readonly errors: readonly SessionError[];
  /** Whether a comment line came after the last event. The server has no more events then, for now. */
  readonly heartbeat: boolean;
  /** The seq of a frame that is too long to be read; 0 where it is not known. The next read throws. */
  readonly unreadable?: number;
}

/** An open stream: the log is sent as it grows. */
export interface LogStream {
  /**
   * One batch for each read from the network, also for a read that brings no event. Ends with the stream or the
   * signal.
   *
   * @throws {SessionError} code `network` when the connection breaks; `protocol` when a frame is too long.
   */
  batches(signal: AbortSignal): AsyncIterable<Batch>;
  /** Closes a stream whose batches nobody reads. */
  cancel(): void;
}

/** What a dialect can do, and what its log tells. */
export interface Capabilities {
  /** How new events come. `stream`: the service sends them; `poll`: they are asked for, page by page. */
  readonly live: "stream" | "poll";
  /** Whether the log has an answer in fragments while the answer grows. */
  readonly deltas: boolean;
  /** Whether a turn can be stopped. */
  readonly stop: boolean;
  /** Whether the agent's questions have ids, options and answers of their own. */
  readonly questions: boolean;
  /** Whether a request for a page may limit the number of events. */
  readonly limit: boolean;
  /** Whether each session has client tokens. Where this is false, the host's cookies tell who asks. */
  readonly tokens: boolean;
  /** Whether the first message begins a session. Where this is false, the message is posted to an empty session. */
  readonly firstInput: boolean;
}

/** The capabilities of v3, and of a session whose dialect is not known yet. */
export const BASIC_CAPABILITIES: Capabilities = Object.freeze({
  live: "stream",
  deltas: false,
  stop: false,
  questions: false,
  limit: true,
  tokens: true,
  firstInput: true,
});

/** The capabilities of the host's routes of a serverless agent. */
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
 * Requests to the service in one of its dialects. A wire has no state, no retries and no timers. Every method rejects
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
  /** Asks for the turn under way to stop. The log says when the turn has. Only where `stop` is true. */
  interrupt?(options: Credentials & { signal: AbortSignal }): Promise<void>;
  /** Dismisses a question without an answer. Only where `questions` is true, and where the host serves it. */
  dismiss?(options: Credentials & { questionId: string; signal: AbortSignal }): Promise<void>;
  /**
   * Reads the whole body of an event that was too large for the log, and returns the event with it. Only where a log
   * leaves bodies out.
   */
  whole?(options: Credentials & { event: SessionEvent; signal: AbortSignal }): Promise<SessionEvent>;
}
