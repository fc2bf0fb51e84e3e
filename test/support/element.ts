import "../../src/index.js";
import type { OcSessionEventMap } from "../../src/ui/host/events.js";
import type { OcSession } from "../../src/ui/element/oc-session.js";

export { until } from "./wait.js";

/** Adds an `<oc-session>` to the page; `properties` are set before it is connected. */
export function mount(properties: Partial<OcSession> = {}, parent: HTMLElement = document.body): OcSession {
  const element = Object.assign(document.createElement("oc-session"), properties);
  parent.append(element);
  return element;
}

/** Records the details of all events of `type` from now on. */
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

/** The texts of all bubbles, in order. */
export function bubbles(element: OcSession): string[] {
  return [...element.shadowRoot!.querySelectorAll('[part~="bubble"]')].map((bubble) =>
    (bubble.textContent ?? "").trim(),
  );
}
