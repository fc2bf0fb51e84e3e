import type { SessionError } from "../wire/errors.js";
import { type Later, laterFile, loadLater } from "./later-file.js";
import type { Change } from "./state/change.js";
import type { Sender, SenderOptions } from "./sending/sender.js";
import { isOpen } from "./sending/next-message.js";
import { nextDelay } from "./time/backoff.js";

/**
 * Loads the {@link Sender}, whose code is a file of its own, and passes calls on to it. Until it is loaded, messages
 * wait as they wait for a network: they are in the outbox, and none has been tried.
 */
export class Posting {
  readonly #options: SenderOptions;
  #sender: Sender | null = null;
  /** The calls that the sender is to be given once it is loaded, in order. */
  readonly #untold: ((sender: Sender) => void)[] = [];
  #isStopped = false;
  #isLoading = false;
  #failures = 0;
  #retryTimer: unknown = null;

  constructor(options: SenderOptions) {
    this.#options = options;
    options.store.observe({
      effect: ({ type }) => {
        if (type === "caught-up") void laterFile.attempt().then((file) => file && this.kick());
      },
    });
  }

  /** A message may be ready to be sent. */
  kick(): void {
    if (this.#here) this.#here.kick();
    else if (this.#retryTimer === null) this.#loadIfNeeded();
  }

  /** Retries now what waits for its time: there is a sign of a better network. */
  wake(): void {
    if (this.#here) this.#here.wake();
    else this.#loadIfNeeded();
  }

  /** Goes on after `stop`: the page is back. */
  start(): void {
    this.#isStopped = false;
    if (this.#here) this.#here.start();
    else this.#loadIfNeeded();
  }

  /** A person asks for an attempt. It is made whatever wait the server has asked for. */
  resume(): void {
    this.#isStopped = false;
    if (this.#here) this.#here.resume();
    else this.#loadIfNeeded();
  }

  /** The person asks for another attempt at a message that was given up. */
  retry(key: string): void {
    this.#tell((sender) => sender.retry(key));
  }

  /** Another tab tells what happened to a message. */
  heard(change: Change): void {
    if (this.#here || change.type === "postponed") this.#tell((sender) => sender.heard(change));
    else this.#loadIfNeeded();
  }

  /** Begins nothing more. A post in flight finishes and settles the outbox. */
  stop(): void {
    this.#isStopped = true;
    this.#clearRetry();
    this.#sender?.stop();
  }

  /**
   * The sender; null until its code is loaded. While posting is stopped none is made, because a new sender would post.
   */
  get #here(): Sender | null {
    if (!this.#sender && !this.#isStopped && laterFile.loaded) this.#begin(laterFile.loaded);
    return this.#sender;
  }

  #tell(work: (sender: Sender) => void): void {
    if (this.#here) return work(this.#here);
    this.#untold.push(work);
    void this.#load();
  }

  #loadIfNeeded(): void {
    if (this.#untold.length > 0 || this.#options.store.state.outbox.some(isOpen)) void this.#load();
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

  #begin({ Sender }: Later): void {
    if (this.#sender) return;
    this.#sender = new Sender(this.#options);
    for (const work of this.#untold.splice(0)) work(this.#sender);
    this.#sender.kick();
  }

  /** Shows at the waiting messages that the file could not be loaded, and asks for it again later. */
  #failed(error: SessionError): void {
    const { clock, store } = this.#options;
    store.report(error);
    for (const { key } of store.state.outbox.filter(isOpen))
      store.dispatch({ type: "postponed", key, until: null, error });
    if (this.#isStopped) return;
    this.#failures += 1;
    const timing = { attempt: this.#failures, retryAfter: null, hidden: false, random: clock.random() };
    this.#retryTimer = clock.setTimeout(() => void this.#load(), nextDelay(timing));
  }

  #clearRetry(): void {
    this.#options.clock.clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
  }
}
