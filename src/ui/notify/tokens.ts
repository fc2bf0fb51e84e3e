import { warnOnce } from "../page/warn.js";

/** A way to tell people who look at another page. */
export type NotifyToken = "title" | "badge" | "system";

const TOKENS: readonly string[] = ["title", "badge", "system"] satisfies NotifyToken[];

/** The tokens in the attribute `notify`. An unknown one is left out, with a warning. */
export function tokensIn(notify: string): ReadonlySet<NotifyToken> {
  const tokens = notify.split(/\s+/).filter(Boolean);
  for (const token of tokens) {
    if (!TOKENS.includes(token))
      warnOnce(`notify: "${token}" is not one of ${TOKENS.join(", ")}; it is ignored.`);
  }
  return new Set(tokens.filter((token): token is NotifyToken => TOKENS.includes(token)));
}
