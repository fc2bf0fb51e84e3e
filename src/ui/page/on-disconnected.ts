/** A Lit element, which tells its controllers when it is disconnected. */
interface Host extends Element {
  addController?(controller: { hostDisconnected(): void }): void;
  removeController?(controller: { hostDisconnected(): void }): void;
}

/** Calls `work` when a Lit element is removed from the page, until `signal` is aborted. */
export function onDisconnected(element: Element | null, work: () => void, signal: AbortSignal): void {
  const host: Host | null = element;
  const controller = { hostDisconnected: work };
  host?.addController?.(controller);
  signal.addEventListener("abort", () => host?.removeController?.(controller));
}
