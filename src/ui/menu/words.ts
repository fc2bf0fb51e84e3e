import type { Say } from "../language/spoken.js";
import type { LaterKey, Text } from "../language/strings.js";

/** The texts of the menu in English. */
export const ENGLISH = {
  "find.label": "Find in conversation",
  "menu.copy": "Copy conversation",
  "menu.download": "Download conversation",
  "menu.print": "Print conversation",
  "menu.downloaded": "Downloaded",
  "new.confirm": "{agent} is still working. Begin a new conversation anyway?",
  "new.finished": "{agent} has finished. Begin a new conversation?",
  "new.stay": "Stay here",
} as const satisfies Partial<Record<LaterKey, Text>>;

/** The function that gives the texts of the menu. */
export type MenuSay = Say<keyof typeof ENGLISH>;
