import { OnDemand } from "../../on-demand.js";
import type * as markup from "../markup/markup.js";
import { styleContent } from "../styles/content-sheets.js";
import { warnOnce } from "../page/warn.js";

/** What makes elements of words, once it is loaded. */
export type Markup = typeof markup;

/** How long the first messages wait to be drawn as they are meant; then they are shown as plain text meanwhile. */
const DRAWING_TIMEOUT_MS = 2_000;

/** Nearly half of the chat, with what its words look like. */
export const markdownFile = new OnDemand<Markup>(
  // oxlint-disable-next-line no-restricted-imports -- `ui/markup` is a file of its own, loaded here
  () => import("../markup/markup.js"),
  ({ CONTENT_RULES }) => styleContent(CONTENT_RULES),
);

let settled: Promise<void> | null = null;
let isSettled = false;

/** What makes elements of words; null while it is not here. */
export function loadedMarkdown(): Markup | null {
  return markdownFile.loaded;
}

/**
 * Loads what makes elements of words, beside the session's first requests. Null when that failed: a message is then
 * shown as plain text, and whoever needs it next tries again.
 */
export async function loadMarkdown(): Promise<Markup | null> {
  const loaded = await markdownFile.attempt();
  if (!loaded)
    warnOnce(
      "the file that reads markdown could not be loaded; messages are shown as plain text until it can.",
    );
  return loaded;
}

/** Resolves when messages can be drawn as they are meant, or need not wait for it any longer. */
export function markdownSettled(): Promise<void> {
  const timeout = () => new Promise((resolve) => setTimeout(resolve, DRAWING_TIMEOUT_MS));
  settled ??= Promise.race([loadMarkdown(), timeout()]).then(() => void (isSettled = true));
  return settled;
}

/** Whether {@link markdownSettled} has resolved. */
export function isMarkdownSettled(): boolean {
  return isSettled || markdownFile.loaded !== null;
}
