import type { LaterKey, Text } from "../language/strings.js";

/** The texts of this folder in English. */
export const ENGLISH = {
  "work.did": { one: "Did {count} step", other: "Did {count} steps" },
  "work.running": "Running",
  "work.ok": "Done",
  "work.failed": "Failed",
  "work.output": "Output",
} as const satisfies Partial<Record<LaterKey, Text>>;
