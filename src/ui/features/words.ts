import type { LaterKey, Text } from "../language/strings.js";

/** The texts of the button at a block of code, in English. */
export const ENGLISH = {
  "button.wrap-lines": "Wrap lines",
} as const satisfies Partial<Record<LaterKey, Text>>;
