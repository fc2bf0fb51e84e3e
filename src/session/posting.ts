import type { SessionError } from "../wire/errors.js";
import { type Later, laterFile, loadLater } from "./later-file.js";
import type { Change } from "./state/change.js";
import type { Sender, SenderOptions } from "./sending/sender.js";
import { isOpen } from "./sending/next-message.js";
import type { TabIdentity } from "./tabs/tab-sync.js";
import { nextDelay } from "./time/backoff.js";

/** What {@link Posting} works with. */
export interface PostingOptions extends Omit<SenderOptions, "tabs"> {
  readonly identity: Pick<TabIdentity, "tabNames">;
}

/**
 * Loads the {@link Sender}, whose code is a file of its own, and passes calls on to it. Until it is loaded, messages
 * wait in the outbox, as they do without a network.
 */
export class Posting {
  readonly #options: PostingOptions;
  #sender: Sender | null = null;
  /** The calls that wait for the sender to be loaded, in order. */
  readonly #waitingCalls: ((sender: Sender) => void)[] = [];
  #isStopped = false;
  #isLoading = false;
  #failures = 0;
  #retryTimer: unknown = null;

  constructor(options: PostingOptions) {
    this.#options = options;
  }

  /** A message may be ready to be sent. */
  kick(): void {
    if (this.#loadedSender) this.#loadedSender.kick();
    else if (this.#retryTimer === null) this.#loadIfNeeded();
  }

  /** Retries now instead of waiting for the backoff to end, because there is a sign that the network works again. */
  wake(): void {
    if (this.#loadedSender) this.#loadedSender.wake();
    else this.#loadIfNeeded();
  }

  /** Goes on after `stop`, because the page was restored. */
  start(): void {
    this.#isStopped = false;
    if (this.#loadedSender) this.#loadedSender.start();
    else this.#loadIfNeeded();
  }

  /** Tries at once, because a person asked for it, even if the server has asked for a longer wait. */
  resume(): void {
    this.#isStopped = false;
    if (this.#loadedSender) this.#loadedSender.resume();
    else this.#loadIfNeeded();
  }

  /** Tries a failed message again, because the person asked for it. */
  retry(key: string): void {
    this.#whenLoaded((sender) => sender.retry(key));
  }

  /** Handles news of another tab about a message. */
  heard(change: Change): void {
    if (this.#loadedSender || change.type === "postponed") this.#whenLoaded((sender) => sender.heard(change));
    else this.#loadIfNeeded();
  }

  /** Starts no further attempts. A post that is in flight finishes, and its answer still updates the outbox. */
  stop(): void {
    this.#isStopped = true;
    this.#clearRetry();
    this.#sender?.stop();
  }

  /**
   * The sender, made when its code is loaded; null until then. While posting is stopped no sender is made, because a
   * new sender posts at once.
   */
  get #loadedSender(): Sender | null {
    if (!this.#sender && !this.#isStopped && laterFile.loaded) this.#begin(laterFile.loaded);
    return this.#sender;
  }

  #whenLoaded(call: (sender: Sender) => void): void {
    if (this.#loadedSender) return call(this.#loadedSender);
    this.#waitingCalls.push(call);
    void this.#load();
  }

  #loadIfNeeded(): void {
    if (this.#waitingCalls.length > 0 || this.#options.store.state.outbox.some(isOpen)) void this.#load();
  }

  async #load(): Promise<void> {
    if (this.#isLoading || this.#isStopped) return;
    this.#clearRetry();
    this.#isLoading = true;
    try {
      const file = await loadLater();
      if (!this.#isStopped) this.#begin(file);
    } catch (error) {
      this.#failed(error as SessionError);
    } finally {
      this.#isLoading = false;
    }
  }

  #begin({ PostLock, Sender }: Later): void {
    if (this.#sender) return;
    this.#sender = new Sender({ ...this.#options, tabs: new PostLock(this.#options.identity) });
    for (const call of this.#waitingCalls.splice(0)) call(this.#sender);
    this.#sender.kick();
  }

  /** Shows the error at the waiting messages, and schedules the next download of the file. */
  #failed(error: SessionError): void {
    const { clock, store } = this.#options;
    store.report(error);
    for (const { key } of store.state.outbox.filter(isOpen))
      store.dispatch({ type: "postponed", key, until: null, error });
    if (this.#isStopped) return;
    const timing = { attempt: (this.#failures += 1), random: clock.random() };
    this.#retryTimer = clock.setTimeout(() => void this.#load(), nextDelay(timing));
  }

  #clearRetry(): void {
    this.#options.clock.clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
  }
}
