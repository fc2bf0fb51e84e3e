/*
 * Reads the end of a log first, where nothing of the log has been read.
 */
import { type ErrorCode, SessionError } from "../../wire/errors.js";
import type { Page, Wire } from "../../wire/wire.js";
import type { SessionStore } from "../fold/store.js";
import { findEnd } from "./find-end.js";
import type { LogIntake } from "./intake.js";
import type { LogCache } from "./log-cache.js";

/** After this many failed searches for the end of a log, the log is read from its beginning. */
const MAX_SEARCHES = 2;
/** The errors of a page that a stream need not have: after one of these, the log is read by the stream. */
const MAY_STREAM: readonly ErrorCode[] = ["protocol", "server", "not-found", "invalid"];

/** A log that is to be read. */
export interface Beginning {
  readonly store: SessionStore;
  readonly wire: Pick<Wire, "capabilities">;
  readonly intake: LogIntake;
  /** Kept from one connection to the next. `searches`: how many searches for the end of the log have failed. */
  readonly memory: { searches: number };
  /** Whether the end of the log is to be read first. */
  readonly isTailFirst: boolean;
  /** The last seq of the log, as far as it is known; 0 where it is not. */
  readonly hint: () => number;
  /** The cache of the log on this device. */
  readonly cache: LogCache;
  /** Asks for at most `limit` events after a seq. */
  readonly page: (after: number, limit: number) => Promise<Page>;
  /** Takes in the page after a seq. */
  readonly read: (after: number, page: Page) => void;
  /** Ends the connection. */
  readonly signal: AbortSignal;
}

/**
 * Finds and reads the end of a log, where nothing of the log has been read and `isTailFirst` is set. The log is read
 * from its beginning after an error that a stream need not have. What the cache shows stays, if the log continues it.
 *
 * @returns null where there is nothing to wait for.
 * @throws {SessionError} an error of `page` that a stream would have too.
 */
export function beginReading(beginning: Beginning): Promise<void> | null {
  const { intake, isTailFirst, memory, store } = beginning;
  const isUnread = intake.cursor.after === store.state.view.afterSeq;
  return isTailFirst && isUnread && memory.searches < MAX_SEARCHES ? tryEnd(beginning) : null;
}

async function tryEnd(beginning: Beginning): Promise<void> {
  try {
    await readEnd(beginning);
  } catch (error) {
    const mayStream = error instanceof SessionError && MAY_STREAM.includes(error.code);
    if (!mayStream || beginning.signal.aborted) throw error;
    // Any other error, such as one of the network, was thrown above and does not count as a failed search.
    beginning.memory.searches += 1;
  }
}

async function readEnd(beginning: Beginning): Promise<void> {
  const { hint, intake, page, read, signal, cache, store, wire } = beginning;
  const kept = cache.look();
  const from = intake.cursor.after;
  const canLimit = wire.capabilities.limit;
  const found = await findEnd({ from, hint: Math.max(hint(), kept), kept, canLimit, page });
  await cache.shown;
  signal.throwIfAborted();
  cache.compare(found);
  store.dispatch({ type: "tail", after: found.after });
  if (found.page) read(found.after, found.page);
  if (found.page?.next === null) store.dispatch({ type: "caught-up" });
}
