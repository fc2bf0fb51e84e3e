import { OnDemand } from "../../on-demand.js";
import type * as markup from "../markup/markup.js";
import { styleContent } from "../styles/content-sheets.js";
import { warnOnce } from "../page/warn.js";

/** The exports of `ui/markup`, the markdown code: it parses text and makes elements of it. */
export type Markup = typeof markup;

/**
 * The first messages wait at most this long for the markdown code. After that they are shown as plain text until it is
 * loaded.
 */
const DRAWING_TIMEOUT_MS = 2_000;

/** The file of the markdown code, with the styles of its elements. It is nearly half of the size of the chat. */
export const markdownFile = new OnDemand<Markup>(
  // oxlint-disable-next-line no-restricted-imports -- `ui/markup` is a file of its own, loaded here
  () => import("../markup/markup.js"),
  ({ CONTENT_RULES }) => styleContent(CONTENT_RULES),
);

let settled: Promise<void> | null = null;
let isSettled = false;

/** The markdown code; null until it is loaded. */
export function loadedMarkdown(): Markup | null {
  return markdownFile.loaded;
}

/**
 * Loads the markdown code. Resolves to null after a failure: messages are shown as plain text, and the next call tries
 * again.
 */
export async function loadMarkdown(): Promise<Markup | null> {
  const loaded = await markdownFile.attempt();
  if (!loaded)
    warnOnce("the file that reads markdown did not load; messages are shown as plain text until it does.");
  return loaded;
}

/** Resolves when the markdown code is loaded, or messages need not wait for it any longer. */
export function markdownSettled(): Promise<void> {
  const timeout = () => new Promise((resolve) => setTimeout(resolve, DRAWING_TIMEOUT_MS));
  settled ??= Promise.race([loadMarkdown(), timeout()]).then(() => void (isSettled = true));
  return settled;
}

/** Whether {@link markdownSettled} has resolved. */
export function isMarkdownSettled(): boolean {
  return isSettled || markdownFile.loaded !== null;
}
