import type { LaterKey, Text } from "../language/strings.js";

/** The texts of this folder in English. */
export const ENGLISH = {
  "work.did": { one: "Did {count} step", other: "Did {count} steps" },
  "announce.live": "Connected again",
  "announce.message": "{author}: {text}",
  "announce.failed": "Your message: {reason}",
  "print.missing": "Some messages of this conversation are not printed here.",
} as const satisfies Partial<Record<LaterKey, Text>>;
