import "../../src/index.js";
import type { OcSessionEventMap } from "../../src/ui/events.js";
import type { OcSession } from "../../src/ui/oc-session.js";

/** Puts an `<oc-session>` on the page; what is in `properties` is set before it is connected. */
export function mount(properties: Partial<OcSession> = {}, parent: HTMLElement = document.body): OcSession {
  const element = Object.assign(document.createElement("oc-session"), properties);
  parent.append(element);
  return element;
}

/** Resolves once `condition` gives something, looking again at every turn of the event loop. */
export async function until<T>(condition: () => T, what = String(condition)): Promise<NonNullable<T>> {
  const deadline = performance.now() + 8000;
  for (;;) {
    const result = condition();
    if (result) return result as NonNullable<T>;
    if (performance.now() > deadline) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Keeps the details of every event of `type` from now on. */
export function record<K extends keyof OcSessionEventMap>(
  element: HTMLElement,
  type: K,
): OcSessionEventMap[K]["detail"][] {
  const details: OcSessionEventMap[K]["detail"][] = [];
  element.addEventListener(type, (event) => details.push(event.detail));
  return details;
}

/** The first element with a part, anywhere in the shadow root. */
export function part(element: OcSession, name: string): HTMLElement | null {
  return element.shadowRoot!.querySelector(`[part~="${name}"]`);
}

/** What every bubble says, in order. */
export function bubbles(element: OcSession): string[] {
  return [...element.shadowRoot!.querySelectorAll('[part~="bubble"]')].map((bubble) =>
    (bubble.textContent ?? "").trim(),
  );
}
