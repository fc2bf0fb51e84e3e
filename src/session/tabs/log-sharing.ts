import { OnDemand } from "../../on-demand.js";
import type { Election, ElectionOptions } from "./election.js";
import type * as election from "./election.js";
import type { Role } from "./election-transition.js";
import { lockManager } from "./tabs.js";

/** The code of the election. A file of its own, because most people have one tab of a conversation open. */
export const tabsFile = new OnDemand<typeof election>(() => import("./election.js"));

/** A stream waits at most this long until it is known whether another tab reads for this one. */
const ELECTION_TIMEOUT_MS = 2_000;

/** The word that asks whether another tab of the conversation is there, and the word that answers it. */
const HAIL = "hail";
const HERE = "here";

/**
 * Connects a reader with the other tabs of its conversation. There is no {@link Election} until another tab is heard
 * of: the first word of that tab has the file of the election loaded.
 */
export class LogSharing {
  readonly #options: Omit<ElectionOptions, "locks">;
  readonly #locks = lockManager();
  #election: Election | null = null;
  /** Resolves when it is known whether another tab leads; null while there is nothing to find out. */
  settling: Promise<unknown> | null = null;
  /** Whether the log is being read here. */
  #isJoined = false;
  #hasHailed = false;

  constructor(options: Omit<ElectionOptions, "locks">) {
    this.#options = options;
  }

  get role(): Role {
    return this.#election?.role ?? "alone";
  }

  /** The election; null until another tab was heard of. */
  get election(): Election | null {
    return this.#election;
  }

  /** Takes part: the log is being read here, and is read for other tabs too, if it is known whose the log is. */
  join(): void {
    this.#isJoined = true;
    if (this.#election) return this.#election.join();
    // The channel may be opened later in this task, after the first request is out.
    queueMicrotask(() => this.#hail());
  }

  /** Takes part no more: the log is not read here any more. */
  leave(): void {
    this.#isJoined = false;
    this.#hasHailed = false;
    this.#election?.leave();
  }

  /** Another tab of the conversation tells something of the log. */
  heard(word: unknown): void {
    if (!this.#locks || !this.#isJoined) return;
    if (word === HAIL) this.#options.channel.tell({ kind: "log", word: HERE });
    if (this.#election) return this.#election.heard(word);
    this.settling ??= this.#settle(this.#locks);
  }

  /** Asks once whether another tab is there. */
  #hail(): void {
    const { channel, owner } = this.#options;
    if (this.#hasHailed || !this.#isJoined || !this.#locks || !channel.isOpen || !owner.logSource) return;
    this.#hasHailed = true;
    channel.tell({ kind: "log", word: HAIL });
  }

  /** Waits until it is known whether another tab leads, for {@link ELECTION_TIMEOUT_MS} at most. */
  async #settle(locks: LockManager): Promise<void> {
    const { clock } = this.#options;
    let timer: unknown;
    await Promise.race([
      this.#load(locks),
      new Promise<void>((late) => (timer = clock.setTimeout(late, ELECTION_TIMEOUT_MS))),
    ]);
    clock.clearTimeout(timer);
    this.settling = null;
  }

  async #load(locks: LockManager): Promise<void> {
    const file = await tabsFile.attempt();
    if (!file || this.#election) return;
    this.#election = new file.Election({ ...this.#options, locks });
    if (this.#isJoined) this.#election.join();
    await this.#election.known();
  }
}
