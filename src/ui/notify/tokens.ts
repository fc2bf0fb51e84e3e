import { knownWords } from "../page/known-words.js";

/** A way to tell people who look at another page. */
export type NotifyToken = "title" | "badge" | "system";

const TOKENS: readonly NotifyToken[] = ["title", "badge", "system"];

/** The tokens in the attribute `notify`. An unknown one is left out, with a warning. */
export function tokensIn(notify: string): ReadonlySet<NotifyToken> {
  return new Set(knownWords("notify", notify, TOKENS));
}
