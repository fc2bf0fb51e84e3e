/**
 * Decides which of the tabs that show a conversation tells of it: the one that was looked at last. Without locks, as on
 * insecure origins and in sandboxed frames, each tab tells.
 */
export class Teller {
  readonly #name: string;
  readonly #changed: () => void;
  #isTeller = false;
  #asking: AbortController | null = null;

  /** @param changed called when this tab begins or ends to be the one that tells */
  constructor(conversation: string, changed: () => void) {
    this.#name = `oc-session:notify:${conversation}`;
    this.#changed = changed;
    this.#ask(false);
  }

  /** Whether this tab is the one that tells. */
  get isTeller(): boolean {
    return this.#isTeller;
  }

  /** Makes this tab the one that tells: somebody looks at it. */
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
      // Another tab that is looked at has taken the lock away. This tab waits for it again.
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
