import type { LaterKey, Text } from "../language/strings.js";

/** The words of this file in English. */
export const ENGLISH = {
  "note.label": "Footnotes",
  "note.reference": "Footnote {label}",
  "note.back": "Back from footnote {label}",
  "sources.label": "Sources",
  "sources.more": { one: "{count} more", other: "{count} more" },
} as const satisfies Partial<Record<LaterKey, Text>>;
