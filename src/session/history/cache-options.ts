/*
 * What the cache of a log needs to know of its place and its owner.
 */
import type { SpokenWire } from "../../wire/spoken-wire.js";
import type { SessionStore } from "../fold/store.js";
import type { KeyValueStorage } from "../sending/storages.js";
import type { Change } from "../state/change.js";
import type { Clock } from "../time/clock.js";

/** Where the end of a log is kept. */
export interface CachePlace {
  readonly storage: KeyValueStorage;
  readonly name: string;
  /** How the log is read, and the mark of the last sign-out. A record with other values is not shown. */
  readonly of: readonly unknown[];
  /** The token in hand; null where there is none. */
  readonly token: string | null;
}

/** Says to whom the log belongs. */
export interface CacheOwner {
  /** Whether the end of the log is to be kept as soon as it is known to whom the log belongs. */
  readonly keepsLog: boolean;
  /** Null: nothing is to be kept, or it is not known to whom the log belongs. @throws where storage is refused. */
  readonly cachePlace: CachePlace | null;
}

/** What the cache works with. */
export interface CacheOptions {
  readonly store: SessionStore;
  readonly wire: Pick<SpokenWire, "ready" | "read">;
  readonly clock: Clock;
  readonly identity: CacheOwner;
}

/** A change by a read of the log, and `startSeq` of the state after it. */
export type Noted = readonly [change: Change, startSeq: number];
