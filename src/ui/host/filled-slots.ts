import type { ReactiveElement } from "lit";

/** The slots that stand among the chat's own controls. */
const NAME = /^(header-end|composer-(start|end))$/;

/**
 * Says which of the slots among the chat's own controls a host has put something into, separated by blanks: no other is
 * drawn. The host is drawn anew when a child is added, taken away or given another slot.
 */
export function filledSlots(host: ReactiveElement): () => string {
  const observer = new MutationObserver(() => host.requestUpdate());
  observer.observe(host, { childList: true });
  return () =>
    [...host.children]
      .map((child) => {
        // One that is observed already is not observed twice.
        observer.observe(child, { attributeFilter: ["slot"] });
        return child.slot;
      })
      .filter((name) => NAME.test(name))
      .join(" ");
}
