import { knownWords } from "../page/known-words.js";

/** A way to notify people while the page is hidden. */
export type NotifyToken = "title" | "badge" | "system";

const TOKENS: readonly NotifyToken[] = ["title", "badge", "system"];

/** The tokens in the attribute `notify`. Warns about unknown ones. */
export function tokensIn(notify: string): ReadonlySet<NotifyToken> {
  return new Set(knownWords("notify", notify, TOKENS));
}
