import type { LaterKey, Text } from "../language/strings.js";

/** The texts of this folder in English. */
export const ENGLISH = {
  "button.copy-code": "Copy code",
  "content.code": "Code",
  "content.table": "Table",
  "content.image": "Image",
  "content.image-from": "Load image from {host}",
  "content.image-failed": "The image could not be loaded",
  "note.label": "Footnotes",
  "note.reference": "Footnote {label}",
  "note.back": "Back from footnote {label}",
  "sources.label": "Sources",
  "sources.more": { one: "{count} more", other: "{count} more" },
} as const satisfies Partial<Record<LaterKey, Text>>;
