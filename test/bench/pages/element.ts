import { type Drawings, measure } from "./bench-page.js";
import { findIn, type Searchable } from "./finding.js";

declare global {
  interface Window {
    /** The drawings since the element was connected; undefined unless the address has the parameter `drawings`. */
    drawings?: (() => Drawings) | undefined;
  }
}

/** Connects an `<oc-session>` with these attributes, and begins to measure it. */
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

/** Counts the drawings in the transcript of `session`, if the address has the parameter `drawings`. */
function watchDrawings(session: HTMLElement): (() => Drawings) | undefined {
  const root = session.shadowRoot;
  if (!root || !new URLSearchParams(location.search).has("drawings")) return undefined;
  const elements = new Set<Element>();
  let frames = 0;
  let isCounted = false;
  const addAll = (element: Element) => {
    for (const one of [element, ...element.querySelectorAll("*")]) elements.add(one);
  };
  new MutationObserver((records) => {
    const drawn = records
      .filter(({ target }) => target instanceof Element && target.closest(".feed"))
      .flatMap(({ addedNodes }) => [...addedNodes].filter((node) => node instanceof Element));
    drawn.forEach(addAll);
    if (drawn.length === 0 || isCounted) return;
    isCounted = true;
    frames += 1;
    requestAnimationFrame(() => (isCounted = false));
  }).observe(root, { childList: true, subtree: true });
  return () => ({ frames, elements: elements.size });
}
