import { ownDocument } from "./own-document.js";

/** Resolves when the parser is through with the document, so that an element's children are all there. */
export async function documentParsed(): Promise<void> {
  if (ownDocument("readyState") === "loading") await once(document, "DOMContentLoaded");
}

/** Resolves when the page has loaded and has nothing more urgent to do. */
export async function pageIdle(): Promise<void> {
  if (ownDocument("readyState") !== "complete") await once(window, "load");
  // In a browser without this property, an element of the page may have its name.
  const whenIdle = typeof requestIdleCallback === "function" ? requestIdleCallback : setTimeout;
  await new Promise<unknown>((idle) => whenIdle(idle));
}

function once(target: EventTarget, type: string): Promise<unknown> {
  return new Promise((happened) => target.addEventListener(type, happened, { once: true }));
}
