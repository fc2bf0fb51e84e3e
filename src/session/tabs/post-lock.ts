import type { PostLocks } from "../sending/sender.js";
import type { TabIdentity } from "./tab-sync.js";
import { CHANNEL, lockManager } from "./tabs.js";

/** After a tab has released the lock, the next one waits this long for the messages of that tab, in milliseconds. */
const NEWS_MS = 50;

/** The lock under which one tab of a conversation posts at a time. */
export class PostLock implements PostLocks {
  readonly #identity: Pick<TabIdentity, "tabNames">;
  /** The lock that was asked for last. */
  #asked = "";

  constructor(identity: Pick<TabIdentity, "tabNames">) {
    this.#identity = identity;
  }

  /** False if a session has been opened since the lock was asked for: its posts need another lock. */
  get isRightLock(): boolean {
    return this.#asked === this.#identity.tabNames.post;
  }

  /** @param signal ends the wait for the lock; the promise rejects with its reason. */
  async exclusively(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    this.#asked = this.#identity.tabNames.post;
    const locks = lockManager();
    if (!locks) return work();
    const lock = `${CHANNEL}:${this.#asked}:post`;
    let hasBegun = false;
    const begin = () => {
      hasBegun = true;
      return work();
    };
    try {
      await locks.request(lock, { ifAvailable: true }, async (free) => free && begin());
      if (!hasBegun) await locks.request(lock, { signal }, () => news().then(begin));
    } catch (error) {
      // In a sandboxed frame, which is an origin of its own, the interface exists and its use is refused.
      if (hasBegun || signal.aborted) throw error;
      return work();
    }
  }
}

/** The lock may be free before the messages of the tab that held it have arrived. */
function news(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, NEWS_MS));
}
