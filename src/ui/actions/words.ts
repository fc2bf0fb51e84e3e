import type { LaterKey, Text } from "../language/strings.js";

/** The texts of this folder in English. */
export const ENGLISH = {
  "action.label": "Message actions",
  "action.more": "More actions",
  "action.edit": "Edit as new message",
  "action.copy-link": "Copy link",
  "action.copy-markdown": "Copy as Markdown",
} as const satisfies Partial<Record<LaterKey, Text>>;
