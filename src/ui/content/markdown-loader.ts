import type { markdownGrowth, markdownNodes, markdownStep } from "../markdown/markdown.js";
import { warnOnce } from "../page/warn.js";

/** What reads markdown, once it is loaded. */
export interface Markdown {
  readonly markdownStep: typeof markdownStep;
  readonly markdownGrowth: typeof markdownGrowth;
  readonly markdownNodes: typeof markdownNodes;
}

/** How long the first messages wait to be drawn as they are meant; then they are shown as plain text meanwhile. */
const DRAWING_TIMEOUT_MS = 2_000;
/** After a failure, no other attempt before this. */
const RETRY_AFTER_MS = 5_000;

// oxlint-disable-next-line no-restricted-imports -- `ui/markdown` is a file of its own, loaded here
let source = (): Promise<Markdown> => import("../markdown/markdown.js");
let loaded: Markdown | null = null;
let loading: Promise<Markdown | null> | null = null;
let settled: Promise<void> | null = null;
let isSettled = false;

/** Has the file loaded in another way than by the bundler's or the browser's own resolution. */
export function loadMarkdownFrom(other: () => Promise<Markdown>): void {
  source = other;
}

/** What reads markdown; null while it is not here. */
export function loadedMarkdown(): Markdown | null {
  return loaded;
}

/**
 * Loads what reads markdown, which is nearly half of the chat, beside the session's first requests. Null when that
 * failed: a message is then shown as plain text, and whoever needs it next tries again.
 */
export function loadMarkdown(): Promise<Markdown | null> {
  loading ??= source().then(
    (markdown) => (loaded = markdown),
    () => {
      warnOnce(
        "the file that reads markdown could not be loaded; messages are shown as plain text until it can.",
      );
      setTimeout(() => (loading = null), RETRY_AFTER_MS);
      return null;
    },
  );
  return loading;
}

/** Resolves when messages can be drawn as they are meant, or need not wait for it any longer. */
export function markdownSettled(): Promise<void> {
  const timeout = () => new Promise((resolve) => setTimeout(resolve, DRAWING_TIMEOUT_MS));
  settled ??= Promise.race([loadMarkdown(), timeout()]).then(() => void (isSettled = true));
  return settled;
}

/** Whether {@link markdownSettled} has resolved. */
export function isMarkdownSettled(): boolean {
  return isSettled || loaded !== null;
}
