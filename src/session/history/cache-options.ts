/*
 * The types with which the cache of a log is told its place and its owner.
 */
import type { SpokenWire } from "../../wire/spoken-wire.js";
import type { SessionStore } from "../fold/store.js";
import type { KeyValueStorage } from "../sending/storages.js";
import type { Change } from "../state/change.js";
import type { Clock } from "../time/clock.js";

/** Where the record of a log is stored. */
export interface CachePlace {
  readonly storage: KeyValueStorage;
  readonly name: string;
  /** How the log is read, and the mark of the last sign-out. A record with other values is not shown. */
  readonly of: readonly unknown[];
  /** The token in hand; null where there is none. */
  readonly token: string | null;
}

/** Tells who owns the log, and where its record is stored. */
export interface CacheOwner {
  /** Whether the end of the log is cached once its owner is known. */
  readonly keepsLog: boolean;
  /** Null if nothing is cached, or if the owner is unknown. @throws where storage is refused. */
  readonly cachePlace: CachePlace | null;
}

/** What the cache works with. */
export interface CacheOptions {
  readonly store: SessionStore;
  readonly wire: Pick<SpokenWire, "ready" | "read">;
  readonly clock: Clock;
  readonly identity: CacheOwner;
}

/** A change of the state, and the `startSeq` of the state after it. */
export type Noted = readonly [change: Change, startSeq: number];
