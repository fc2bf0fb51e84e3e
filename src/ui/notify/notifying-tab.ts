/**
 * Decides which of the tabs with a conversation notifies of its messages: the tab that was visible last, which holds a
 * Web Lock. On insecure origins and in sandboxed frames there are no locks, and each tab notifies.
 */
export class NotifyingTab {
  readonly #name: string;
  readonly #changed: () => void;
  #isNotifying = false;
  #asking: AbortController | null = null;

  /** @param changed called when this tab becomes the one that notifies, and when another tab does */
  constructor(conversation: string, changed: () => void) {
    this.#name = `oc-session:notify:${conversation}`;
    this.#changed = changed;
    this.#ask(false);
  }

  /** Whether this tab is the one that notifies. */
  get isNotifying(): boolean {
    return this.#isNotifying;
  }

  /** Makes this tab the one that notifies. To be called when it becomes visible. */
  claim(): void {
    if (!this.#isNotifying) this.#ask(true);
  }

  stop(): void {
    this.#asking?.abort();
    this.#isNotifying = false;
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
      // The request is rejected when another tab becomes visible and steals the lock. This tab requests it again. It is
      // also rejected, without having held the lock, where the browser refuses locks, as in a sandboxed frame.
      navigator.locks.request(this.#name, steal ? { steal } : { signal }, hold).catch(() => {
        if (signal.aborted) return;
        const isStolen = this.#isNotifying;
        this.#set(!isStolen);
        if (isStolen) this.#ask(false);
      });
    } catch {
      this.#set(true);
    }
  }

  #set(isNotifying: boolean): void {
    if (this.#isNotifying === isNotifying) return;
    this.#isNotifying = isNotifying;
    this.#changed();
  }
}
