import { OnDemand } from "../../on-demand.js";
import type { Election, ElectionOptions } from "./election.js";
import type * as election from "./election.js";
import type { Role } from "./election-transition.js";
import { lockManager } from "./tabs.js";

/** What decides which tab reads a log for all: a file of its own, as most people have one tab. */
export const tabsFile = new OnDemand<typeof election>(() => import("./election.js"));

/** A stream waits no longer for what tells whether it is wanted. */
const PATIENCE_MS = 2_000;

/** Asks whether another tab of the conversation is there; the answer of those that are. */
const HAIL = "hail";
const HERE = "here";

/**
 * What a reader has of the other tabs of its conversation: nothing while it hears of none, and then the
 * {@link Election} of the one that reads for all.
 */
export class LogSharing {
  readonly #options: Omit<ElectionOptions, "locks">;
  readonly #locks = lockManager();
  #election: Election | null = null;
  /** Resolves when it is known whether another tab leads; null while nothing is to be found out. */
  settling: Promise<unknown> | null = null;
  /** The log is being read here. */
  #isJoined = false;
  #hasHailed = false;

  constructor(options: Omit<ElectionOptions, "locks">) {
    this.#options = options;
  }

  get role(): Role {
    return this.#election?.role ?? "alone";
  }

  /** What is to be told of the log, once there is somebody to tell; null while there is nobody. */
  get election(): Election | null {
    return this.#election;
  }

  /** The log is being read here, and may be read for others, if it is known whose it is. */
  join(): void {
    this.#isJoined = true;
    if (this.#election) return this.#election.join();
    // The channel may be opened in the same task, after the first request is out.
    queueMicrotask(() => this.#hail());
  }

  /** The log is not read here any more. */
  leave(): void {
    this.#isJoined = false;
    this.#hasHailed = false;
    this.#election?.leave();
  }

  /** Another tab of the conversation says something of the log. */
  heard(word: unknown): void {
    if (!this.#locks || !this.#isJoined) return;
    if (word === HAIL) this.#options.channel.tell({ kind: "log", word: HERE });
    if (this.#election) return this.#election.heard(word);
    this.settling ??= this.#settle(this.#locks);
  }

  #hail(): void {
    const { channel, source } = this.#options;
    if (this.#hasHailed || !this.#isJoined || !this.#locks || !channel.isOpen || !source()) return;
    this.#hasHailed = true;
    channel.tell({ kind: "log", word: HAIL });
  }

  async #settle(locks: LockManager): Promise<void> {
    const { clock } = this.#options;
    let timer: unknown;
    await Promise.race([
      this.#load(locks),
      new Promise<void>((late) => (timer = clock.setTimeout(late, PATIENCE_MS))),
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
