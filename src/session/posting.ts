import { OnDemand } from "../on-demand.js";
import { SessionError } from "../wire/errors.js";
import type { Change } from "./state/change.js";
import type { Sender, SenderOptions } from "./sending/sender.js";
import type * as sending from "./sending/sender.js";
import { isOpen } from "./sending/next-message.js";
import { nextDelay } from "./time/backoff.js";

/** What posts messages: loaded once the log has been read, or with the first message. */
export const sendingFile = new OnDemand<typeof sending>(() => import("./sending/sender.js"));

/**
 * The way to the {@link Sender}, whose code is a file of its own. Until it is here, messages wait as they wait for a
 * network: nothing has been tried, and nothing is lost with the page that would not be lost otherwise.
 */
export class Posting {
  readonly #options: SenderOptions;
  #sender: Sender | null = null;
  /** What the sender is to be told when it is here, in order. */
  readonly #untold: ((sender: Sender) => void)[] = [];
  #isStopped = false;
  #isLoading = false;
  #failures = 0;
  #retryTimer: unknown = null;

  constructor(options: SenderOptions) {
    this.#options = options;
    options.store.observe({
      effect: ({ type }) => {
        if (type === "caught-up") void sendingFile.attempt();
      },
    });
  }

  /** Something may be there to send. */
  kick(): void {
    if (this.#here) this.#here.kick();
    else if (this.#retryTimer === null) this.#loadIfNeeded();
  }

  /** What waits for its time tries now: a sign of a better network. */
  wake(): void {
    if (this.#here) this.#here.wake();
    else this.#loadIfNeeded();
  }

  /** The page is back. */
  start(): void {
    this.#isStopped = false;
    if (this.#here) this.#here.start();
    else this.#loadIfNeeded();
  }

  /** A person asks for an attempt, whatever the server said before. */
  resume(): void {
    this.#isStopped = false;
    if (this.#here) this.#here.resume();
    else this.#loadIfNeeded();
  }

  /** The person asks for another attempt at one that was given up. */
  retry(key: string): void {
    this.#tell((sender) => sender.retry(key));
  }

  /** Another tab says what happened to a message. */
  heard(change: Change): void {
    if (this.#here || change.type === "postponed") this.#tell((sender) => sender.heard(change));
    else this.#loadIfNeeded();
  }

  /** Nothing more is begun; a post in flight finishes and settles the outbox. */
  stop(): void {
    this.#isStopped = true;
    this.#clearRetry();
    this.#sender?.stop();
  }

  /** The sender, where its code is here. None is made while posting is stopped: it would post. */
  get #here(): Sender | null {
    if (!this.#sender && !this.#isStopped && sendingFile.loaded) this.#begin(sendingFile.loaded);
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
      const file = await sendingFile.load();
      if (!this.#isStopped) this.#begin(file);
    } catch (cause) {
      this.#failed(cause);
    } finally {
      this.#isLoading = false;
    }
  }

  #begin({ Sender }: typeof sending): void {
    if (this.#sender) return;
    this.#sender = new Sender(this.#options);
    for (const work of this.#untold.splice(0)) work(this.#sender);
    this.#sender.kick();
  }

  /** Messages say why they wait, and the file is asked for again. */
  #failed(cause: unknown): void {
    const { clock, store } = this.#options;
    const error = new SessionError("network", "The file that posts messages did not load.", { cause });
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
