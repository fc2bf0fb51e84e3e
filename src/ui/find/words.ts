import type { Say } from "../language/spoken.js";
import type { LaterKey, Text } from "../language/strings.js";

/** The texts of the find bar in English. */
export const ENGLISH = {
  "find.label": "Find in conversation",
  "find.place": "{place} of {count}",
  "find.none": "Nothing found",
  "find.searching": "Searching… {count} so far",
  "find.next": "Next match",
  "find.previous": "Previous match",
  "find.not-loaded": {
    one: "{count} message is not loaded yet and was not searched.",
    other: "{count} messages are not loaded yet and were not searched.",
  },
} as const satisfies Partial<Record<LaterKey, Text>>;

/** The function that gives the texts of the find bar. */
export type FindSay = Say<keyof typeof ENGLISH>;
