import type { ReactiveElement } from "lit";

/** The names of the slots between the chat's own controls. */
const NAME = /^(header-end|composer-(start|end))$/;

/**
 * Returns a function that lists the slots between the chat's own controls that have content, separated by spaces. Empty
 * ones are not drawn. The element is updated when a child is added, removed or moved to another slot.
 */
export function filledSlots(host: ReactiveElement): () => string {
  const observer = new MutationObserver(() => host.requestUpdate());
  observer.observe(host, { childList: true });
  return () =>
    [...host.children]
      .map((child) => {
        // Observing the same child again changes nothing.
        observer.observe(child, { attributeFilter: ["slot"] });
        return child.slot;
      })
      .filter((name) => NAME.test(name))
      .join(" ");
}
