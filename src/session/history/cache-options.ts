import type { SpokenWire } from "../../wire/spoken-wire.js";
import type { SessionStore } from "../fold/store.js";
import type { KeyValueStorage } from "../sending/storages.js";
import type { Change } from "../state/change.js";
import type { Clock } from "../time/clock.js";

/** Where the end of a log is kept. */
export interface CachePlace {
  readonly storage: KeyValueStorage;
  readonly name: string;
  /** How the log is read, and after which sign-out, as JSON: what was kept of it otherwise is not shown. */
  readonly eyes: readonly unknown[];
  /** The token in hand; null where there is none. */
  readonly token: string | null;
}

/** Whose log it is. */
export interface CacheOwner {
  /** Whether the end of the log is to be kept, as soon as it is known whose it is. */
  readonly keepsLog: boolean;
  /** Null: nothing is kept, or it is not known whose it is. @throws where storage is refused. */
  readonly cachePlace: CachePlace | null;
}

/** What the cache works with. */
export interface CacheOptions {
  readonly store: SessionStore;
  readonly wire: Pick<SpokenWire, "ready" | "read">;
  readonly clock: Clock;
  readonly identity: CacheOwner;
}

/** What was read of the log, and after which seq all of it was known then. */
export type Noted = readonly [change: Change, startSeq: number];
