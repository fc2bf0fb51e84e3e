import type { LaterKey, Text } from "../language/strings.js";

/** The texts of the list in English. */
export const ENGLISH = {
  "list.label": "Conversations",
  "list.empty": "No conversations yet",
  "list.untitled": "Untitled conversation",
  "list.working": "Working…",
  "list.awaiting-input": "Needs you",
  "list.rename": "Rename",
  "list.name": "Name",
  "list.delete": "Delete",
  "list.confirm": "Delete this conversation?",
  "list.cancel": "Cancel",
} as const satisfies Partial<Record<LaterKey, Text>>;
