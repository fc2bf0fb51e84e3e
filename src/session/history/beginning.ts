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
/** Codes with which a page may fail where a stream succeeds. After such a failure the log is read as a stream. */
const MAY_STREAM: readonly ErrorCode[] = ["protocol", "server", "not-found", "invalid"];

/** What {@link beginReading} works with. */
export interface Beginning {
  readonly store: SessionStore;
  readonly wire: Pick<Wire, "capabilities">;
  readonly intake: LogIntake;
  /** What is kept from one connection to the next. `searches`: how many searches for the end of the log have failed. */
  readonly memory: { searches: number };
  /** Whether the end of the log is to be read first. */
  readonly isTailFirst: boolean;
  /** The highest seq that the log is known to have; 0 if none is known. */
  readonly hint: () => number;
  /** The cache of the log on this device. */
  readonly cache: LogCache;
  /** Asks for at most `limit` events after a seq. */
  readonly page: (after: number, limit: number) => Promise<Page>;
  /** Folds the events of the page after a seq. */
  readonly read: (after: number, page: Page) => void;
  /** Ends the connection. */
  readonly signal: AbortSignal;
}

/**
 * Finds the end of the log and reads it, if `isTailFirst` is set and nothing of the log has been read. Resolves to true
 * when the end was found; to false, without having read anything, after a failure that a stream may not have: the log is
 * then read from its beginning. Events that the cache has shown stay, if the log continues them.
 *
 * @returns null if the end is not read first, so that the next request can go out at once.
 * @throws {SessionError} the error of `page`, if a stream would fail with it too.
 */
export function beginReading(beginning: Beginning): Promise<boolean> | null {
  const { intake, isTailFirst, memory, store } = beginning;
  const isUnread = intake.cursor.after === store.state.view.afterSeq;
  return isTailFirst && isUnread && memory.searches < MAX_SEARCHES ? tryEnd(beginning) : null;
}

async function tryEnd(beginning: Beginning): Promise<boolean> {
  try {
    await readEnd(beginning);
    return true;
  } catch (error) {
    const mayStream = error instanceof SessionError && MAY_STREAM.includes(error.code);
    if (!mayStream || beginning.signal.aborted) throw error;
    // Any other error, such as one of the network, was thrown above and does not count as a failed search.
    beginning.memory.searches += 1;
    return false;
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
  // An observer may have started another conversation.
  signal.throwIfAborted();
  if (found.page?.next === null) store.dispatch({ type: "caught-up" });
}
