import { warnOnce } from "../page/warn.js";

/** By what people who look elsewhere are told. */
export type NotifyToken = "title" | "badge" | "system";

const TOKENS: readonly string[] = ["title", "badge", "system"] satisfies NotifyToken[];

/** The `notify`; tokens that mean nothing warn and are left out. */
export function tokensIn(notify: string): ReadonlySet<NotifyToken> {
  const tokens = notify.split(/\s+/).filter(Boolean);
  for (const token of tokens) {
    if (!TOKENS.includes(token))
      warnOnce(`notify: "${token}" is not one of ${TOKENS.join(", ")}; it is ignored.`);
  }
  return new Set(tokens.filter((token): token is NotifyToken => TOKENS.includes(token)));
}
