import { ownDocument } from "./own-document.js";

/** Resolves when the document is parsed, so that an element has all children that markup gives it. */
export async function documentParsed(): Promise<void> {
  if (ownDocument("readyState") === "loading") await once(document, "DOMContentLoaded");
}

/** Resolves when the page has loaded and is idle. */
export async function pageIdle(): Promise<void> {
  if (ownDocument("readyState") !== "complete") await once(window, "load");
  // In a browser without this function, `requestIdleCallback` may be an element of the page with that name.
  const whenIdle = typeof requestIdleCallback === "function" ? requestIdleCallback : setTimeout;
  await new Promise<unknown>((idle) => whenIdle(idle));
}

function once(target: EventTarget, type: string): Promise<unknown> {
  return new Promise((happened) => target.addEventListener(type, happened, { once: true }));
}
