import type { LaterKey, Text } from "../language/strings.js";

/** In English. */
export const ENGLISH = {
  "print.missing": "Some messages of this conversation are not printed here.",
} as const satisfies Partial<Record<LaterKey, Text>>;
