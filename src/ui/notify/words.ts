import type { LaterKey, Text } from "../language/strings.js";

/** The texts of the bell in English. */
export const ENGLISH = {
  "notify.button": "Notify me",
  "notify.blocked": "Notifications are blocked in this browser",
} as const satisfies Partial<Record<LaterKey, Text>>;
