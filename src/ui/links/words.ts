import type { LaterKey, Text } from "../language/strings.js";

/** The texts of links in English. */
export const ENGLISH = {
  "content.link-host": "leads to {host}",
  "content.link-new-tab": "opens in a new tab",
} as const satisfies Partial<Record<LaterKey, Text>>;
