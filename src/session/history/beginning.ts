import { type ErrorCode, SessionError } from "../../wire/errors.js";
import type { Page, Wire } from "../../wire/wire.js";
import type { SessionStore } from "../fold/store.js";
import { findEnd } from "./find-end.js";
import type { LogIntake } from "./intake.js";
import type { LogCache } from "./log-cache.js";

/** So often did finding the end of the log fail: then it is read from its beginning. */
const MAX_SEARCHES = 2;
/** What may be wrong with pages, and not with a stream. */
const MAY_STREAM: readonly ErrorCode[] = ["protocol", "server", "not-found", "invalid"];

/** A log that is to be read. */
export interface Beginning {
  readonly store: SessionStore;
  readonly wire: Pick<Wire, "capabilities">;
  readonly intake: LogIntake;
  /** What outlives a connection: how many searches for the end of the log have failed. */
  readonly memory: { searches: number };
  /** The end of the log is to be read first. */
  readonly isTailFirst: boolean;
  /** The last seq of the log, as far as anything tells; 0: nothing does. */
  readonly hint: () => number;
  /** What this device has kept of the log. */
  readonly cache: LogCache;
  /** Reads what follows a seq. */
  readonly page: (after: number, limit: number) => Promise<Page>;
  /** Takes in what follows a seq. */
  readonly read: (after: number, page: Page) => void;
  /** Ends the connection. */
  readonly signal: AbortSignal;
}

/**
 * Where nothing of a log was read yet, finds its end, where that is wanted; where that fails, the log is read from its
 * beginning. What this device has kept of it stays if the log says the same.
 *
 * @returns null where there is nothing to wait for.
 * @throws {SessionError} what `page` throws, where a stream would fare no better.
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
    // A network that is away says nothing of the pages.
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
