/**
 * Decides which of the tabs that show a conversation tells of its messages: the tab that a person looked at last,
 * which holds a lock. On insecure origins and in sandboxed frames there are no locks, and each tab tells.
 */
export class Teller {
  readonly #name: string;
  readonly #changed: () => void;
  #isTeller = false;
  #asking: AbortController | null = null;

  /** @param changed called when this tab becomes the one that tells, and when another tab does */
  constructor(conversation: string, changed: () => void) {
    this.#name = `oc-session:notify:${conversation}`;
    this.#changed = changed;
    this.#ask(false);
  }

  /** Whether this tab is the one that tells. */
  get isTeller(): boolean {
    return this.#isTeller;
  }

  /** To be called when a person looks at this tab: it becomes the one that tells. */
  claim(): void {
    if (!this.#isTeller) this.#ask(true);
  }

  stop(): void {
    this.#asking?.abort();
    this.#isTeller = false;
  }

  #ask(steal: boolean): void {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const { signal } = asking;
    const hold = () => {
      if (signal.aborted) return;
      this.#set(true);
      return new Promise<void>((release) => signal.addEventListener("abort", () => release()));
    };
    try {
      // The request is rejected when a person looks at another tab, which takes the lock. This tab asks for it again.
      navigator.locks.request(this.#name, steal ? { steal } : { signal }, hold).catch(() => {
        if (signal.aborted) return;
        this.#set(false);
        this.#ask(false);
      });
    } catch {
      this.#set(true);
    }
  }

  #set(isTeller: boolean): void {
    if (this.#isTeller === isTeller) return;
    this.#isTeller = isTeller;
    this.#changed();
  }
}
