import type { ReactiveElement } from "lit";

/** The names of the slots among the chat's own controls. */
const NAME = /^(header-end|composer-(start|end))$/;

/**
 * Gives a function that lists the slots among the chat's own controls that have content, separated by blanks. Only
 * these slots are drawn. The element is updated when a child is added, removed or given another slot.
 */
export function filledSlots(host: ReactiveElement): () => string {
  const observer = new MutationObserver(() => host.requestUpdate());
  observer.observe(host, { childList: true });
  return () =>
    [...host.children]
      .map((child) => {
        // A second call for the same child changes nothing.
        observer.observe(child, { attributeFilter: ["slot"] });
        return child.slot;
      })
      .filter((name) => NAME.test(name))
      .join(" ");
}
