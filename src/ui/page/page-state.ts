import { whenIdle } from "./idle.js";
import { ownDocument } from "./own-document.js";

/** Resolves when the document is parsed, so that an element has all children that markup gives it. */
export async function documentParsed(): Promise<void> {
  if (ownDocument("readyState") === "loading") await once(document, "DOMContentLoaded");
}

/** Resolves when the page has loaded and is idle. */
export async function pageIdle(): Promise<void> {
  if (ownDocument("readyState") !== "complete") await once(window, "load");
  await new Promise<void>((idle) => whenIdle(idle));
}

function once(target: EventTarget, type: string): Promise<unknown> {
  return new Promise((happened) => target.addEventListener(type, happened, { once: true }));
}
