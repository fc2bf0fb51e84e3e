import { type Drawings, measure } from "./bench-page.js";
import { findIn, type Searchable } from "./finding.js";

declare global {
  interface Window {
    /** What has been drawn since the element was put in, where the address asks for that to be counted. */
    drawings?: (() => Drawings) | undefined;
  }
}

/** Puts our element into the page, with these attributes, and announces it. */
export function show(attributes: Readonly<Record<string, string>>): void {
  const session = document.createElement("oc-session");
  for (const [name, value] of Object.entries(attributes)) session.setAttribute(name, value);
  document.body.append(session);
  window.drawings = watchDrawings(session);
  const find = (selector: string) => session.shadowRoot?.querySelector(selector) ?? null;
  measure({
    isUsable: () => find("[part~=input]:enabled:not([readonly])") !== null,
    hasMessage: () => Boolean(find("oc-entry")?.textContent?.trim()),
    scroller: () => session.shadowRoot?.querySelector("[part~=transcript]") ?? null,
    find: (text) => findIn(session as Searchable, text),
    lastText: () =>
      session.shadowRoot?.querySelector(".chunk:last-child > oc-entry:last-child")?.textContent ?? "",
  });
}

/** Counts what is drawn into the transcript of `session`. */
function watchDrawings(session: HTMLElement): (() => Drawings) | undefined {
  const root = session.shadowRoot;
  if (!root || !new URLSearchParams(location.search).has("drawings")) return undefined;
  const elements = new Set<Element>();
  let frames = 0;
  let isCounted = false;
  const note = (element: Element) => {
    for (const one of [element, ...element.querySelectorAll("*")]) elements.add(one);
  };
  new MutationObserver((records) => {
    const drawn = records
      .filter(({ target }) => target instanceof Element && target.closest(".feed"))
      .flatMap(({ addedNodes }) => [...addedNodes].filter((node) => node instanceof Element));
    drawn.forEach(note);
    if (drawn.length === 0 || isCounted) return;
    isCounted = true;
    frames += 1;
    requestAnimationFrame(() => (isCounted = false));
  }).observe(root, { childList: true, subtree: true });
  return () => ({ frames, elements: elements.size });
}
